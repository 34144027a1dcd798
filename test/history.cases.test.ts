// The histories that random search found, shrunk and told in full. It knows what each of them once got wrong, and no rules.
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Caller, Point, Session, Span, Step } from './support/histories.js';
import { openStage, ring, type Stage } from './support/history-caller.js';
import { DAY, type Failure, HOUR, MINUTE } from './support/history-model.js';
import { play } from './support/history-player.js';

const stages: Stage[] = [];
afterEach(() => Promise.all(stages.splice(0).map(({ road }) => road.close())));

const IMEI = '350000000000001';
const NOON = { day: 0, at: 12 * HOUR };

const ago = (days: number, ms = 0): Point => ({ before: 'now', days, ms });
const midnight = (days: number, ms = 0): Point => ({ before: 'midnight', days, ms });
const span = (start: Point | null, end: Point | null = null): Span => ({ start, end });
const WHOLE = span(null);

const ask = (...spans: Span[]): Step => together({ spans, refresh: false });
const refresh = (...spans: Span[]): Step => together({ spans, refresh: true });
const askWhile = (failure: Failure, ...spans: Span[]): Step => ({
  do: 'ask',
  callers: [{ spans, refresh: false }],
  failure,
});
const together = (...callers: Caller[]): Step => ({ do: 'ask', callers, failure: null });
const wait = (ms: number): Step => ({ do: 'wait', ms });

const at = (day: number, ms: number): Session => ({ day, at: ms, lasts: HOUR, bytes: 100, late: 0, grows: 0 });

async function opened(edge: Stage['edge'], environment = {}): Promise<Stage> {
  const stage = await openStage(edge, 'clip', environment);
  stages.push(stage);
  return stage;
}

async function told(
  begins: { day: number; at: number },
  sessions: Session[],
  steps: Step[],
  edge: Stage['edge'] = 'start',
) {
  const stage = await opened(edge);
  await play(stage, { begins, sessions, steps });
}

describe('while the upstream fails', () => {
  test('an unsettled day that was read an hour ago is answered, also in a window that ended longer ago than readings may be stale', async () => {
    const steps = [ask(span(ago(10))), wait(HOUR), askWhile('busy', span(ago(6), ago(2)))];
    await told(NOON, [at(-2, HOUR)], steps);
  });

  test('a refresh of 180 days is answered from the older reading too, the day that retention cuts included', async () => {
    const refreshed = { spans: [WHOLE], refresh: true };
    await told(NOON, [at(-1, HOUR)], [ask(WHOLE), wait(HOUR), { do: 'ask', callers: [refreshed], failure: 'busy' }]);
  });

  test('a reading is served until it is a day old, and no longer', async () => {
    await told(NOON, [], [ask(span(ago(3))), wait(DAY), askWhile('busy', span(ago(4), midnight(0)))]);
    await told(NOON, [], [ask(span(ago(3))), wait(DAY + 1), askWhile('busy', span(ago(4), midnight(0)))]);
  });
});

describe('a day that the edge of retention cuts', () => {
  test('stays known from where it was first read, when it is read again', async () => {
    const steps = [ask(WHOLE), wait(2 * HOUR), refresh(span(ago(181))), ask(span(ago(181)))];
    await told(NOON, [at(-180, 13 * HOUR)], steps);
  });

  test('stays known when a later one is read', async () => {
    const steps = [ask(WHOLE), wait(2 * DAY), refresh(WHOLE), ask(span(ago(183)))];
    await told(NOON, [at(-180, 13 * HOUR)], steps);
  });

  test('stays known when a later one is read that nobody had asked for, without a refresh', async () => {
    const first = span(ago(180), ago(178));
    const steps = [ask(first), wait(10 * DAY), ask(span(ago(180), ago(179))), ask(span(ago(190), ago(188)))];
    await told(NOON, [at(-180, 13 * HOUR)], steps);
  });

  test('is shown as it was read last, not as it was when it was today', async () => {
    const growing = { ...at(0, HOUR), lasts: 20 * HOUR };
    await told(NOON, [growing], [ask(span(ago(1))), wait(180 * DAY - HOUR - 11 * HOUR), ask(WHOLE)]);
  });
});

describe('what the upstream has forgotten', () => {
  test('leaves a hole where a day was cut when it was read, though the day before it is held whole', async () => {
    const dayAlone = ask(span(midnight(100), midnight(99)));
    const beforeAndAfter = ask(span(midnight(181), ago(178)));
    await told(NOON, [at(-100, HOUR), at(-99, HOUR), at(-99, 13 * HOUR)], [dayAlone, wait(81 * DAY), beforeAndAfter]);
  });

  test('is answered for 400 days after it was', async () => {
    const steps = [ask(span(ago(100), ago(90))), wait(305 * DAY), ask(span(midnight(406), midnight(396)))];
    await told(NOON, [at(-96, HOUR), at(-95, HOUR), at(-94, HOUR)], steps);
  });

  test('is not known where it was never asked for', async () => {
    await told(NOON, [at(-190, HOUR)], [ask(span(ago(195), ago(185))), ask(span(ago(195)))]);
  });
});

describe('callers at the same time', () => {
  test('may be answered from a day that one of them finds believed and another reads again', async () => {
    const narrow = { spans: [span(midnight(0, 1))], refresh: false };
    const whole = { spans: [WHOLE], refresh: false };
    const steps = [ask(span(midnight(177))), wait(1_000), together(narrow, whole)];
    await told({ day: 0, at: 0 }, [], steps);
  });
});

describe('a call', () => {
  test('spares a run of more than 30 settled days, also where a day that is believed for a minute lies beside the run', async () => {
    const steps = [ask(span(midnight(177), midnight(0))), wait(1_000), ask(WHOLE)];
    await told({ day: 0, at: 0 }, [], steps);
  });
});

describe('a device that was not found', () => {
  test('is asked for again by a refresh, and who asks meanwhile hears what becomes of that', async () => {
    const both = [true, false].map((refresh) => ({ spans: [WHOLE], refresh }));
    await told(NOON, [], [askWhile('gone', WHOLE), { do: 'ask', callers: both, failure: 'busy' }, ask(WHOLE)]);
  });
});

describe('a session that starts in the very millisecond of a reading', () => {
  test('is shown by the next reading, since a window is half-open', async () => {
    const steps = [ask(WHOLE), wait(1_000), ask(WHOLE), wait(MINUTE), ask(WHOLE)];
    await told(NOON, [at(0, 12 * HOUR)], steps);
  });
});

describe('in the last five minutes of a day', () => {
  test('the oldest day of a window is answered as at any other time', async () => {
    await told({ day: 0, at: DAY - 2 * MINUTE }, [at(-179, 2 * HOUR)], [ask(WHOLE)]);
  });

  test('a window that was just read costs no call', async () => {
    await told(
      { day: 0, at: DAY - 2 * MINUTE },
      [at(-179, 2 * HOUR)],
      [ask(WHOLE), ask(WHOLE), wait(10 * MINUTE), ask(WHOLE)],
    );
  });
});

describe('beyond the promise', () => {
  const beginning = Date.UTC(2027, 0, 1);
  const month = { spans: [span(midnight(30))], refresh: false };

  test('a session that shows only after its day is settled is never seen, unless somebody asks for a refresh', async () => {
    const stage = await opened('start');
    const { clock } = stage.road;
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
    stage.road.clock.now = beginning;
    stage.worlds.set(IMEI, { firstDay: beginning, sessions: [{ ...at(-20, HOUR), lasts: null }] });
    const weekThen = { spans: [span(ago(21), ago(15))], refresh: false };
    const unseen = await ring(stage, IMEI, { do: 'ask', callers: [weekThen], failure: null });
    const seen = await ring(stage, IMEI, { do: 'ask', callers: [{ ...month, refresh: true }], failure: null });
    expect([countOf(unseen), countOf(seen)]).toEqual([0, 1]);
  });

  test('what a full store drops is read again and answered as before', async () => {
    const stage = await opened('start', { CACHE_MAX_MB: '1' });
    stage.road.clock.now = beginning;
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
