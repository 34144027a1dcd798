// The pipeline under test, with all accounts and callers, and beside it for each account a pipeline on which there is no other.
import type { Call } from '../../src/emulator/calls.js';
import { uuidFor } from '../../src/emulator/seeded-random.js';
import { NOON, openPipeline, type Pipeline } from './pipeline.js';
import { ask, type Heard } from './tenant-caller.js';
import type { Operation } from './tenant-operations.js';
import { ACCOUNTS, KEYS_FILE, LETTERS, type Letter, rowsOf } from './tenants.js';

export interface Worlds {
  readonly pipeline: Pipeline;
  /** The account of devices that are asked for without one. */
  readonly configured: Letter;
  readonly now: () => number;
  wait(ms: number): void;
  /** Every line of the log so far. */
  readonly lines: readonly string[];
  /** What the account would answer if it were alone in the world, and what was called for it. */
  alone(letter: Letter, operation: Operation): Promise<{ readonly heard: Heard; readonly calls: readonly Call[] }>;
  /** The call that a transaction id came from; of the pipeline of one account where that is named. */
  callOf(transactionId: string, letter?: Letter): Call | undefined;
  close(): Promise<void>;
}

export const reports = ({ emulator }: Pipeline): readonly Call[] => emulator.calls.list('report');

const transactionIds: string[] = [];

/** As the emulator makes them, from the running number of a call. */
function transactionIdOf(n: number): string {
  const id = transactionIds[n] ?? uuidFor('txid', 1, n);
  transactionIds[n] = id;
  return id;
}

export const openTenants = (configured: Letter, log?: (line: string) => void): Promise<Pipeline> =>
  openPipeline({
    emulator: { rows: rowsOf },
    environment: { AUTH: 'keys', AUTH_KEYS_FILE: 'keys.json', THINGSPACE_ACCOUNT_NUMBER: ACCOUNTS[configured] },
    files: { 'keys.json': KEYS_FILE },
    ...(log && { log }),
  });

const openAlone = (letter: Letter): Promise<Pipeline> =>
  openPipeline({
    emulator: { rows: (imei, account) => (account === ACCOUNTS[letter] ? rowsOf(imei, account) : undefined) },
  });

export async function openWorlds(configured: Letter): Promise<Worlds> {
  const lines: string[] = [];
  const pipeline = await openTenants(configured, (line) => lines.push(line));
  const pipelines = new Map(
    await Promise.all(LETTERS.map(async (letter) => [letter, await openAlone(letter)] as const)),
  );
  const all = [pipeline, ...pipelines.values()];
  const pipelineOf = (letter: Letter | undefined): Pipeline => (letter && pipelines.get(letter)) ?? pipeline;
  return {
    pipeline,
    configured,
    lines,
    now: () => pipeline.clock.now,
    wait(ms) {
      for (const { clock } of all) clock.now = Math.min(clock.now + ms, NOON + 60 * 86_400_000);
    },
    async alone(letter, operation) {
      const before = reports(pipelineOf(letter)).length;
      const heard = await ask(pipelineOf(letter).url, operation);
      return { heard, calls: reports(pipelineOf(letter)).slice(before) };
    },
    callOf: (id, letter) => reports(pipelineOf(letter)).find(({ n }) => transactionIdOf(n) === id),
    close: async () => void (await Promise.all(all.map((each) => each.close()))),
  };
}
