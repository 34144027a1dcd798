// The command line: every command besides serving.
import { randomBytes } from 'node:crypto';
import { newKey, readKeys } from '../auth/api-keys.js';
import type { Settings } from '../config/settings.js';
import { originAt } from '../http/origin.js';
import { fileLatch } from '../thingspace/latch-file.js';

/** sysexits.h: something is wrong with the configuration. */
const EX_CONFIG = 78;

export const say = (text: string): void => void process.stdout.write(text);

export function exitWithIssues(issues: readonly string[]): never {
  process.stderr.write(`${issues.join('\n')}\n`);
  process.exit(EX_CONFIG);
}

/** Servers that run notice by themselves before their next login. */
export async function unlatch(settings: Settings): Promise<void> {
  const { stateDir, redisUrl: url, upstream } = settings;
  const own = fileLatch(stateDir);
  if (!(await own.write(undefined))) exitWithIssues([`STATE_DIR: cannot write to ${JSON.stringify(stateDir)}`]);
  if (url !== undefined && upstream.kind === 'thingspace') {
    const { origin, credentials } = upstream;
    const emit = ({ reason }: { reason: string }) =>
      exitWithIssues([
        `REDIS_URL: the latch that replicas share is still closed (${reason}); wanted a Redis that answers`,
      ]);
    const { unlatchShared } = await import('../redis/unlatch.js');
    await unlatchShared(
      { url, now: Date.now, elapsed: () => performance.now(), emit },
      { upstream: origin, ...credentials },
      own,
    );
  }
  say('The login latch is open; the next request logs in.\n');
}

/** Asks the server that runs at this machine, since it is the one that holds the device. */
export async function forget(
  { host, port, adminToken }: Settings,
  [imei = '', account]: readonly string[],
): Promise<void> {
  const search = account === undefined ? '' : `?accountNumber=${encodeURIComponent(account)}`;
  const url = `${originAt(host, port)}/history/${encodeURIComponent(imei)}${search}`;
  const headers: Record<string, string> = adminToken === undefined ? {} : { authorization: `Bearer ${adminToken}` };
  const response = await fetch(url, { method: 'DELETE', headers }).catch(() =>
    exitWithIssues([`HOST and PORT: nothing answers at ${url}`]),
  );
  if (!response.ok) exitWithIssues([`forget: ${await response.text()}`]);
  say(
    `Everything held of ${imei} in ${account ?? 'the configured account'} is dropped; the next question reads it again.\n`,
  );
}

/** Prints a key, which is kept nowhere, and what the server is to know of it. */
export function printNewKey([name = '', ...accounts]: readonly string[]): void {
  const { key, hash } = newKey(randomBytes(32));
  const entry = { name, hash, accounts: accounts.join() === 'all' ? 'all' : accounts };
  const read = readKeys(JSON.stringify([entry]));
  if (!read.ok) exitWithIssues(read.issues.map((each) => `--new-key NAME ACCOUNT...: ${each}`));
  say(
    `The key, which is not shown again:\n\n  ${key}\n\nIts entry in the list of AUTH_KEYS_FILE:\n\n  ${JSON.stringify(entry)}\n`,
  );
}
