// Asks the example operations of a real server before the emulator, both with a clock that stands still.
import { pino } from 'pino';
import { createApp } from '../../dist/app/create-app.js';
import { readConfig } from '../../dist/config/load.js';
import { cards } from '../../dist/emulator/cards.js';
import { startEmulator } from '../../dist/emulator/server.js';
import { exampleTabs } from '../../dist/http/explorer-tabs.js';
import { memoryLatch } from '../../dist/thingspace/latch-file.js';

/** A Sunday noon, so that each build has the same answers. */
export const NOW = Date.UTC(2026, 10, 22, 12);

/** The variables of each text, and the answer to it. */
export async function answersTo(texts) {
  const emulator = await startEmulator({ now: () => NOW, settings: {} });
  const app = await createApp(
    settings(),
    { origin: emulator.url, credentials: CREDENTIALS, testDevices: cards },
    runtime(),
  );
  try {
    const url = await app.listen();
    const [, ...tabs] = exampleTabs(texts, NOW, cards);
    const answers = [];
    for (const { query, variables } of tabs) answers.push(await ask(url, query, JSON.parse(variables)));
    return answers;
  } finally {
    await app.close();
    await emulator.close();
  }
}

const CREDENTIALS = { clientId: 'docs', clientSecret: 'docs', username: 'docs', password: 'docs' };

function settings() {
  const config = readConfig({ PORT: '0', DRAIN_DELAY_MS: '0' }, () => '');
  if (!config.ok) throw new Error(config.issues.join('\n'));
  return config.settings;
}

const runtime = () => ({
  now: () => NOW,
  elapsed: () => 0,
  random: () => 0.5,
  newId: () => 'docs',
  latch: memoryLatch(),
  log: pino({ level: 'silent' }),
});

async function ask(url, query, variables) {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ query, variables }),
  });
  const answer = await response.json();
  if (answer.errors) throw new Error(`an example failed: ${JSON.stringify(answer.errors)}`);
  return { query, variables, answer: shortened(answer) };
}

const SHOWN = 3;

/** A page is for reading: of a long list the first few entries, and how many more there are. */
function shortened(value) {
  if (Array.isArray(value)) {
    const shown = value.slice(0, SHOWN).map(shortened);
    return value.length > SHOWN ? [...shown, `… and ${value.length - SHOWN} more`] : shown;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, shortened(each)]));
}
