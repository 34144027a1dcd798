// The process of the stand-alone emulator: environment, output, signals.
import { type Emulator, startEmulator } from './server.js';
import { type EmulatorSettings, readEmulatorSettings } from './settings.js';

const BAD_CONFIGURATION = 78;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

function exitWithIssues(issues: readonly string[]): never {
  process.stderr.write(`${issues.join('\n')}\n`);
  process.exit(BAD_CONFIGURATION);
}

function greeting(url: string): string {
  return `The emulator of ThingSpace's Hyper Precise session report listens on ${url}
It serves synthetic data, and takes any credentials. Try it:

  URL=${url}
  BEARER=$(curl -s -u key:secret -d grant_type=client_credentials $URL/api/ts/v1/oauth2/token | cut -d'"' -f4)
  SESSION=$(curl -s -H "Authorization: Bearer $BEARER" -d '{"username":"me","password":"any"}' $URL/api/m2m/v1/session/login | cut -d'"' -f4)
  curl -s -H "Authorization: Bearer $BEARER" -H "VZ-M2M-Token: $SESSION" -d '{"accountNumber":"0000123456-00001","imei":"990000000000200"}' $URL/api/hyper-precise/v1/report/sessions

Devices that answer in one way only: curl -s ${url}/__cards
What can be switched meanwhile:      curl -s ${url}/__switches
What can be made to go wrong:        curl -s ${url}/__faults`;
}

async function start(port: number, host: string, settings: Partial<EmulatorSettings>): Promise<Emulator> {
  try {
    return await startEmulator({ port, host, now: Date.now, settings });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE')
      exitWithIssues([`EMULATOR_PORT: got ${port}, wanted a port that is free; this one is in use`]);
    if (code !== undefined)
      exitWithIssues([`EMULATOR_HOST: got ${host}, wanted an address with a port ${port} to listen on (${code})`]);
    throw error;
  }
}

const read = readEmulatorSettings(process.env);
if (!read.ok) exitWithIssues(read.issues);
const emulator = await start(read.port, read.host, read.settings);
say(greeting(emulator.url));

let stopping = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    void emulator.close().then(() => process.exit(0));
  });
}
