// The histories that random search found, shrunk and told in full.
import { afterEach, describe, test } from '@jest/globals';
import {
  ago,
  ask,
  askWhile,
  at,
  midnight,
  refresh,
  span,
  together,
  WHOLE,
  wait,
} from '../../support/history-builders.js';
import { openStage, type Stage } from '../../support/history-caller.js';
import { DAY, HOUR, MINUTE } from '../../support/history-model.js';
import { play } from '../../support/history-player.js';
import type { Session, Step } from '../../support/history-stories.js';

const stages: Stage[] = [];
afterEach(() => Promise.all(stages.splice(0).map(({ pipeline }) => pipeline.close())));

const NOON = { day: 0, at: 12 * HOUR };

async function told(begins: { day: number; at: number }, sessions: Session[], steps: Step[]): Promise<void> {
  const stage = await openStage('start', 'clip');
  stages.push(stage);
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

  test('is not known where it was only read while it was unsettled, since what came later was never seen', async () => {
    const day = span(midnight(181), midnight(180));
    await told(NOON, [at(0, HOUR), at(0, 18 * HOUR)], [ask(span(ago(1))), wait(181 * DAY), ask(day)]);
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

  test('may read in one call around the days that another is reading, since those are not known to be settled', async () => {
    const older = { spans: [span(midnight(177), midnight(0))], refresh: false };
    const whole = { spans: [WHOLE], refresh: false };
    const yesterday = ask(span(midnight(0, 1), midnight(0)));
    await told({ day: 0, at: 0 }, [], [yesterday, wait(6_000), together(older, whole, whole)]);
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
