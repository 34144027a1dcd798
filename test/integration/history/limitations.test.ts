// What happens beyond the promise of a device's history: rows too late, sessions too long, stores too small.
import { afterEach, describe, expect, test } from '@jest/globals';
import { ago, at, midnight, span } from '../../support/history-builders.js';
import { openStage, ring, type Stage } from '../../support/history-caller.js';
import { DAY, HOUR } from '../../support/history-model.js';

const stages: Stage[] = [];
afterEach(() => Promise.all(stages.splice(0).map(({ pipeline }) => pipeline.close())));

const IMEI = '350000000000001';

async function opened(edge: Stage['edge'], environment = {}): Promise<Stage> {
  const stage = await openStage(edge, 'clip', environment);
  stages.push(stage);
  return stage;
}

describe('beyond the promise', () => {
  const beginning = Date.UTC(2027, 0, 1);
  const month = { spans: [span(midnight(30))], refresh: false };

  test('a session that shows only after its day is settled is never seen, unless somebody asks for a refresh', async () => {
    const stage = await opened('start');
    const { clock } = stage.pipeline;
    stage.worlds.set(IMEI, { firstDay: beginning, sessions: [] });
    clock.now = beginning + 10 * DAY;
    await ring(stage, IMEI, { do: 'ask', callers: [month], failure: null });
    stage.worlds.set(IMEI, { firstDay: beginning, sessions: [at(1, 0)] });
    const unseen = await ring(stage, IMEI, { do: 'ask', callers: [month], failure: null });
    const seen = await ring(stage, IMEI, { do: 'ask', callers: [{ ...month, refresh: true }], failure: null });
    expect([countOf(unseen), countOf(seen)]).toEqual([0, 1]);
  });

  test('an abandoned session is shown by an upstream that wants sessions whole only where a read reaches until now', async () => {
    const stage = await opened('contained');
    stage.pipeline.clock.now = beginning;
    stage.worlds.set(IMEI, { firstDay: beginning, sessions: [{ ...at(-20, HOUR), lasts: null }] });
    const weekThen = { spans: [span(ago(21), ago(15))], refresh: false };
    const unseen = await ring(stage, IMEI, { do: 'ask', callers: [weekThen], failure: null });
    const seen = await ring(stage, IMEI, { do: 'ask', callers: [{ ...month, refresh: true }], failure: null });
    expect([countOf(unseen), countOf(seen)]).toEqual([0, 1]);
  });

  test('what a full store drops is read again and answered as before', async () => {
    const stage = await opened('start', { CACHE_MAX_MB: '1' });
    stage.pipeline.clock.now = beginning;
    const many = Array.from({ length: 3_000 }, (_, n) => ({ ...at(-(n % 30) - 3, n * 1_000), lasts: 1 }));
    for (const n of Array.from({ length: 20 }).keys()) {
      stage.worlds.set(String(Number(IMEI) + n), { firstDay: beginning, sessions: many });
    }
    const askFor = (n: number) =>
      ring(stage, String(Number(IMEI) + n), {
        do: 'ask',
        callers: [{ spans: [span(midnight(33), midnight(2))], refresh: false }],
        failure: null,
      });
    const first = await askFor(0);
    for (const n of Array.from({ length: 19 }).keys()) await askFor(n + 1);
    expect(await askFor(0)).toEqual(first);
  });
});

const countOf = ({ answers }: { answers: readonly (readonly unknown[])[] }): unknown =>
  Reflect.get(Object(answers[0]?.[0]), 'totalCount');
