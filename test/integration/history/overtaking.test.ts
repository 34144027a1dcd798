// Reads that overtake each other, over HTTP: of two readings of a day the one that was sent later stands, whichever is answered first.
import { describe, expect, test } from '@jest/globals';
import type { Row } from '../../../src/emulator/rows.js';
import { type Promised, promised, settled } from '../../support/fetch.js';
import type { Pipeline } from '../../support/pipeline.js';
import {
  ask,
  callsOf,
  type Heard,
  HOUR,
  midnight,
  only,
  type Question,
  reports,
  usePipelines,
} from './history.fixture.js';

const open = usePipelines();
const NARROW = { from: midnight(10), to: midnight(8) };
const WIDE = { from: midnight(12), to: midnight(7) };

interface Stage {
  readonly pipeline: Pipeline;
  /** Lets the first call, which waits at the upstream with the rows of its arrival, be answered. */
  readonly release: () => void;
  /** Asks what the first call is sent for, and comes back when the upstream has it; then the rows change. */
  startSlowly(question: Question): Promise<{ readonly answer: Promise<Heard> }>;
}

const rowOf = (numBytes: number): Row => {
  const startTime = midnight(9) + HOUR;
  return { startTime, endTime: startTime + HOUR, numBytes };
};

async function openStage(): Promise<Stage> {
  const gate: Promised<void> = promised();
  let bytes = 1;
  const latency = { minMs: 1, maxMs: 1, tailShare: 0, tailMs: 1, msPerDay: 0 };
  const pipeline = await open({
    emulator: {
      rows: () => [rowOf(bytes)],
      faults: [{ fault: 'latency', times: 1, latency }],
      sleep: async () => gate.promise,
    },
  });
  return {
    pipeline,
    release: () => gate.resolve(),
    async startSlowly(question) {
      const answer = ask(pipeline, question);
      while (reports(pipeline).length === 0) await settled();
      bytes = 1_000;
      return { answer };
    },
  };
}

const bytesOf = (heard: Heard): number => only(heard).totalBytes;
const REFRESH = { refresh: true };

describe('a refresh that is asked while an older read is under way', () => {
  test('does not wait for it, and is answered with what the upstream says now', async () => {
    const { pipeline, startSlowly, release } = await openStage();
    const { answer } = await startSlowly(NARROW);
    expect(bytesOf(await ask(pipeline, WIDE, REFRESH))).toBe(1_000);
    release();
    expect(bytesOf(await answer)).toBe(1);
  });

  test('of a narrower window does not join it either', async () => {
    const { pipeline, startSlowly, release } = await openStage();
    const { answer } = await startSlowly(WIDE);
    expect(bytesOf(await ask(pipeline, NARROW, REFRESH))).toBe(1_000);
    release();
    await answer;
  });

  test('stands when the older read lands after it', async () => {
    const { pipeline, startSlowly, release } = await openStage();
    const { answer } = await startSlowly(NARROW);
    await ask(pipeline, WIDE, REFRESH);
    release();
    await answer;
    expect(await callsOf(pipeline, async () => expect(bytesOf(await ask(pipeline, NARROW))).toBe(1_000))).toBe(0);
  });

  test('stands also for the days of the older read that it does not have', async () => {
    const { pipeline, startSlowly, release } = await openStage();
    const { answer } = await startSlowly(WIDE);
    await ask(pipeline, { from: midnight(9), to: midnight(8) }, REFRESH);
    release();
    await answer;
    const heard = await ask(pipeline, WIDE);
    expect([bytesOf(heard), heard.upstream?.calls]).toEqual([1_000, 0]);
  });

  test('is what somebody receives who needs more, and joins the older read for that', async () => {
    const { pipeline, startSlowly, release } = await openStage();
    const { answer } = await startSlowly(WIDE);
    await ask(pipeline, { from: midnight(9), to: midnight(8) }, REFRESH);
    const joining = ask(pipeline, WIDE);
    await settled();
    release();
    await answer;
    expect(bytesOf(await joining)).toBe(1_000);
  });
});
