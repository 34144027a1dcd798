// Random histories on two replicas whose clocks disagree, over HTTP and a real Redis, compared with every reading that was ever made.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DAY, HOUR, MINUTE, midnightOf, SECOND } from '../support/history-model.js';
import { type Session, seenAt } from '../support/history-stories.js';
import { NOON } from '../support/pipeline.js';
import { type Replica, type Stage, useStages } from './replicas.fixture.js';

const RUNS = Number(process.env['HISTORY_RUNS'] ?? 12);
const SETTLE = 48 * HOUR;
const OPEN_TTL = MINUTE;
/** The last that are over, and what is over by no clock that is days behind. */
const DAYS = [1, 2, 3, 4, 5, 6, 7, 8, 9];

type Step =
  | { readonly do: 'wait'; readonly ms: number }
  | {
      readonly do: 'ask';
      readonly replica: 0 | 1;
      readonly first: number;
      readonly length: number;
      readonly refresh: boolean;
    };

interface Story {
  readonly ahead: readonly [number, number];
  readonly sessions: readonly Session[];
  readonly steps: readonly Step[];
}

const stories: fc.Arbitrary<Story> = fc.record({
  ahead: fc
    .constantFrom([0, 0], [0, HOUR], [0, -HOUR], [0, 4 * DAY], [0, -4 * DAY], [HOUR, -HOUR] as const)
    .map(([one = 0, two = 0]): [number, number] => [one, two]),
  sessions: fc.array(
    fc.record({
      day: fc.integer({ min: -9, max: -1 }),
      at: fc.integer({ min: 0, max: DAY - 1 }),
      lasts: fc.integer({ min: 0, max: DAY }),
      bytes: fc.integer({ min: 1, max: 1_000_000 }),
      late: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: SETTLE + DAY })),
      grows: fc.integer({ min: 0, max: SETTLE }),
    }),
    { minLength: 4, maxLength: 20 },
  ),
  steps: fc.array(
    fc.oneof(
      {
        weight: 1,
        arbitrary: fc.record({
          do: fc.constant('wait' as const),
          ms: fc.constantFrom(SECOND, 59_999, MINUTE, HOUR, DAY),
        }),
      },
      {
        weight: 3,
        arbitrary: fc.record({
          do: fc.constant('ask' as const),
          replica: fc.constantFrom(0 as const, 1 as const),
          first: fc.constantFrom(...DAYS),
          length: fc.integer({ min: 1, max: 3 }),
          refresh: fc.boolean(),
        }),
      },
    ),
    { minLength: 4, maxLength: 16 },
  ),
});

/** What the upstream said of a day, and when by its own clock and by the reader's. */
interface Reading {
  readonly day: number;
  readonly time: number;
  readonly stamp: number;
  readonly bytes: number;
}

const open = useStages();

test(
  'whatever the clocks, an answer is made of readings that are fresh or settled by the clock of who answers',
  async () => {
    const told: { story: Story | undefined; firstDay: number } = { story: undefined, firstDay: 0 };
    const stage = await open({
      shuffle: true,
      rows: () =>
        seenAt(told.story?.sessions ?? [], told.firstDay, stage.clock.now).map(({ start, end, bytes }) => ({
          startTime: start,
          endTime: end,
          numBytes: bytes,
        })),
    });
    const replicas = new Map<number, Replica>();
    for (const ahead of [0, HOUR, -HOUR, 4 * DAY, -4 * DAY]) replicas.set(ahead, await stage.replica({}, ahead));
    const second = await stage.replica();
    let devices = 0;
    await fc.assert(
      fc.asyncProperty(stories, async (story) => {
        stage.clock.now = midnightOf(stage.clock.now) + DAY + (NOON % DAY);
        Object.assign(told, { story, firstDay: midnightOf(stage.clock.now) });
        const pair = story.ahead.map((ahead, n) => (n === 1 && ahead === 0 ? second : replicas.get(ahead)));
        await play(stage, story, pair, String(350_000_000_000_000 + devices++));
      }),
      { numRuns: RUNS, ...(process.env['HISTORY_RUNS'] ? {} : { seed: 20_261_126 }) },
    );
  },
  60_000 + RUNS * 1_000,
);

async function play(stage: Stage, story: Story, pair: readonly (Replica | undefined)[], imei: string): Promise<void> {
  const readings: Reading[] = [];
  const today = midnightOf(stage.clock.now);
  for (const step of story.steps) {
    if (step.do === 'wait') {
      stage.clock.now += step.ms;
      continue;
    }
    const days = Array.from({ length: Math.min(step.length, step.first) }, (_, n) => today - (step.first - n) * DAY);
    const [from = 0, to = 0] = [days[0], (days.at(-1) ?? 0) + DAY];
    const now = stage.clock.now + story.ahead[step.replica];
    if (to > now) continue;
    const before = stage.emulator.calls.list('report').at(-1)?.n ?? 0;
    const said = await pair[step.replica]?.ask(imei, `(start: "${iso(from)}", end: "${iso(to)}")`, step.refresh);
    const calls = stage.emulator.calls.list('report').filter(({ n, status }) => n > before && status === 200);
    const read = calls.flatMap(({ startDate = '', endDate = iso(now) }) =>
      daysBetween(Date.parse(startDate), Date.parse(endDate)).map((day) =>
        readingOf(day, story, today, stage.clock.now, now),
      ),
    );
    readings.push(...read);
    if (step.refresh) expect(read.map(({ day }) => day)).toEqual(expect.arrayContaining(days));
    const right = sums(days.map((day) => believable(readings, read, day, now)));
    if (!right.has(Number(said?.totalBytes))) expect({ step, said, now: iso(now) }).toEqual([...right]);
  }
}

const iso = (instant: number): string => new Date(instant).toISOString();

function daysBetween(from: number, to: number): number[] {
  const days: number[] = [];
  for (let day = Math.ceil(from / DAY) * DAY; day < to; day += DAY) days.push(day);
  return days;
}

function readingOf(day: number, { sessions }: Story, today: number, time: number, stamp: number): Reading {
  const seen = seenAt(sessions, today, time).filter(({ start }) => midnightOf(start) === day);
  return { day, time, stamp, bytes: seen.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/** What was read for this very answer; else whatever the clock of who answers takes for settled, or for read less than a minute ago. */
function believable(readings: readonly Reading[], own: readonly Reading[], day: number, now: number): number[] {
  const read = own.filter((reading) => reading.day === day);
  if (read.length > 0) return read.map(({ bytes }) => bytes);
  return readings
    .filter((reading) => reading.day === day && reading.stamp <= now)
    .filter(({ stamp, time }) => Math.min(stamp, time) > day + DAY + SETTLE || now - stamp < OPEN_TTL)
    .map(({ bytes }) => bytes);
}

function sums(choices: readonly (readonly number[])[]): Set<number> {
  let totals = [0];
  for (const values of choices) totals = totals.flatMap((total) => values.map((value) => total + value));
  return new Set(totals);
}
