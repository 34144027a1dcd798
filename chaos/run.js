// Runs the scenarios named on the command line, or all, and fails when a promise is not kept: node scripts/chaos/run.js [name ...]
import { callerLeaves } from './caller-leaves.js';
import { canary } from './canary.js';
import { canaryCaller } from './canary-caller.js';
import { canaryParrot } from './canary-echo.js';
import { everyFault } from './every-fault.js';
import { bearerExpiry, bothExpiry, sessionExpiry } from './expiry.js';
import { exactly, line } from './figures.js';
import { generic500 } from './generic-500.js';
import { loginDown } from './login-down.js';
import { mixedFaults } from './mixed-faults.js';
import { severalAccounts } from './several-accounts.js';
import { upstreamDown } from './upstream-down.js';
import { wrongPassword } from './wrong-password.js';

const SCENARIOS = {
  sessionExpiry,
  bearerExpiry,
  bothExpiry,
  wrongPassword,
  loginDown,
  generic500,
  severalAccounts,
  upstreamDown,
  everyFault,
  mixedFaults,
  callerLeaves,
  canary,
  canaryParrot,
  canaryCaller,
};

const say = (text) => process.stdout.write(text);

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(SCENARIOS);
const unknown = names.filter((name) => !Object.hasOwn(SCENARIOS, name));
let failed = 0;
let rejections = 0;
process.on('unhandledRejection', () => {
  rejections += 1;
});

async function* play(name) {
  const before = rejections;
  yield* SCENARIOS[name]();
  yield exactly(`${name}: unhandled rejections`, rejections - before, 0);
}

async function run(name) {
  const began = Date.now();
  for await (const figure of play(name)) {
    say(line(figure));
    if (!figure.kept) failed += 1;
  }
  say(`${name} took ${((Date.now() - began) / 1000).toFixed(1)} s\n\n`);
}

if (unknown.length > 0) {
  process.stderr.write(
    `${unknown.join(', ')}: no such scenario, wanted some of ${Object.keys(SCENARIOS).join(', ')}\n`,
  );
  process.exit(2);
}
for (const name of names) await run(name);
say(failed === 0 ? 'Every promise was kept.\n' : `${failed} figures are not what was promised.\n`);
process.exitCode = failed === 0 ? 0 : 1;
