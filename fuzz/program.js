// Starts and stops the program under test as a child process before the stand-in.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ACCOUNT } from './fleet.js';

const settingsOf = (port, state, more) => ({
  PATH: process.env.PATH,
  PORT: '0',
  AUTH: 'none',
  LOG_LEVEL: 'error',
  THINGSPACE_BASE_URL: `http://127.0.0.1:${port}`,
  THINGSPACE_CLIENT_ID: 'key',
  THINGSPACE_CLIENT_SECRET: 'secret',
  THINGSPACE_USERNAME: 'user',
  THINGSPACE_PASSWORD: 'password',
  THINGSPACE_ACCOUNT_NUMBER: ACCOUNT,
  STATE_DIR: state,
  HISTORY_DIR: 'off',
  ...more,
});

const addressOf = (child) =>
  new Promise((done, fail) => {
    let text = '';
    child.stdout.on('data', (data) => {
      text += data;
      const found = text.match(/http:\/\/\S+\/graphql/);
      if (found) done(found[0]);
    });
    child.once('exit', (code) => fail(new Error(`the program ended with ${code}`)));
  });

export async function startProgram(main, port, more = {}) {
  const state = mkdtempSync(join(tmpdir(), 'fuzz-state-'));
  const options = { env: settingsOf(port, state, more), cwd: join(main, '../..'), stdio: ['ignore', 'pipe', 'pipe'] };
  const child = spawn(process.execPath, [main], options);
  const log = [];
  child.stderr.on('data', (data) => log.push(String(data)));
  const url = await addressOf(child);
  const ended = new Promise((done) => child.once('exit', done));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    rmSync(state, { recursive: true, force: true });
  };
  return { url, child, log, ended, stop };
}
