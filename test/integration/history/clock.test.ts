// A clock that goes on while questions are answered: what was asked for now is read a little later, and is told all the same.
import { describe, expect, test } from '@jest/globals';
import { NOON, type Pipeline } from '../../support/pipeline.js';
import { ask, iso, midnight, only, reports, usePipelines } from './history.fixture.js';

const open = usePipelines();
const WEEK = { from: midnight(7) };

/** From now on every look at the clock finds it later. */
function letRun({ clock }: Pipeline, from = NOON): void {
  let now = from;
  Object.defineProperty(clock, 'now', { get: () => now++ });
}

describe('while the clock goes on, a window that reaches to now', () => {
  test('is answered up to the moment of asking', async () => {
    const pipeline = await open();
    letRun(pipeline);
    const { start, end, totalCount } = only(await ask(pipeline, WEEK));
    expect([start, Date.parse(end) - NOON < 1_000, totalCount > 0]).toEqual([iso(midnight(7)), true, true]);
  });

  test('is answered after a retry', async () => {
    const pipeline = await open({ emulator: { faults: 'unavailable:1:1' } });
    letRun(pipeline);
    expect(only(await ask(pipeline, WEEK)).start).toBe(iso(midnight(7)));
    expect(reports(pipeline)).toHaveLength(2);
  });

  test('is answered for fifty devices, most of which have waited for their turn', async () => {
    const pipeline = await open();
    letRun(pipeline);
    const devices = Array.from({ length: 50 }, (_, n) => ({ imei: String(353_000_000_000_000 + n), ...WEEK }));
    const { errors, sessions } = await ask(pipeline, devices);
    expect([errors, new Set(sessions.map((each) => each?.start))]).toEqual([[], new Set([iso(midnight(7))])]);
  });

  test('is answered when the day ends between asking and reading', async () => {
    const pipeline = await open();
    letRun(pipeline, midnight(-1) - 3);
    expect((await ask(pipeline, WEEK)).errors).toEqual([]);
  });
});
