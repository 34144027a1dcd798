// The programs as built, as processes of their own, for tests that kill and restart them.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface Program {
  readonly child: ChildProcess;
  /** The origin that it printed. */
  readonly origin: string;
  readonly logged: string[];
  end(signal: NodeJS.Signals): Promise<void>;
}

/** Only the variables that are named reach it, beside the flags of Node. */
export async function startProgram(
  program: 'main' | 'emulator/main',
  environment: Record<string, string>,
  flags: readonly string[] = [],
): Promise<Program> {
  const env = { PATH: process.env['PATH'] ?? '', PORT: '0', EMULATOR_PORT: '0', ...environment };
  const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe'];
  const child = spawn(process.execPath, [...flags, `dist/${program}.js`], { env, stdio });
  const logged: string[] = [];
  createInterface(child.stderr).on('line', (line) => logged.push(line));
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  };
  for await (const line of createInterface(child.stdout)) {
    const origin = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
    if (origin !== undefined) return { child, origin, logged, end };
  }
  throw new Error(`${program} ended before it listened: ${logged.join('\n')}`);
}

export const credentialsFor = (origin: string): Record<string, string> => ({
  AUTH: 'none',
  THINGSPACE_BASE_URL: origin,
  THINGSPACE_CLIENT_ID: 'a',
  THINGSPACE_CLIENT_SECRET: 'b',
  THINGSPACE_USERNAME: 'c',
  THINGSPACE_PASSWORD: 'd',
  THINGSPACE_ACCOUNT_NUMBER: '0000123456-00001',
});

/** Loaded before a program: its clock is moved by so many milliseconds. */
export const movedClock = (ms: number): string[] => [
  '--import',
  `data:text/javascript,const now = Date.now; Date.now = () => now() + ${ms}`,
];
