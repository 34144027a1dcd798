// Histories with a clock that is wrong, found by the property test and kept.
import { describe, test } from '@jest/globals';
import { openStage } from '../../support/history-caller.js';
import { DAY, HOUR } from '../../support/history-model.js';
import { play } from '../../support/history-player.js';
import type { Caller, Point, Story } from '../../support/history-stories.js';

const ALL: Caller = { spans: [{ start: null, end: null }], refresh: false };
const ask = { do: 'ask', callers: [ALL], failure: null } as const;

const sinceMidnight = (days: number): { start: Point; end: null } => ({
  start: { before: 'midnight', days, ms: 0 },
  end: null,
});

const STORIES: readonly (readonly [string, Story])[] = [
  [
    'what the upstream forgot within the second that its Date names is not answered as known',
    {
      begins: { day: 0, at: 1 },
      sessions: [{ day: -180, at: 0, lasts: 0, bytes: 0, late: 0, grows: 0 }],
      steps: [{ do: 'misset', ahead: -HOUR }, ask],
    },
  ],
  [
    'a day that could still change when it was read last, and that the upstream has forgotten since, is not answered as known',
    {
      begins: { day: 0, at: 0 },
      sessions: [],
      steps: [
        {
          do: 'overtake',
          slow: { spans: [sinceMidnight(0)], refresh: false },
          ms: 0,
          fast: { spans: [sinceMidnight(4)], refresh: true },
        },
        { do: 'misset', ahead: -4 * DAY },
        ask,
        { do: 'wait', ms: 177 * DAY },
        ask,
      ],
    },
  ],
  [
    'a settled day stays known when the upstream has forgotten it, also to a clock that has been put back',
    {
      begins: { day: 0, at: 0 },
      sessions: [],
      steps: [ask, { do: 'wait', ms: 2 * DAY }, { do: 'misset', ahead: -4 * DAY }, ask],
    },
  ],
  [
    'a settled day stays known when a refresh finds that the upstream has forgotten it',
    {
      begins: { day: 0, at: 0 },
      sessions: [],
      steps: [
        { do: 'misset', ahead: -HOUR },
        { ...ask, callers: [ALL, ALL] },
        { do: 'wait', ms: 2 * DAY },
        { ...ask, callers: [{ ...ALL, refresh: true }, ALL] },
      ],
    },
  ],
  [
    'a caller who waits for the read of another hears of a forgotten day what that read found',
    {
      begins: { day: 0, at: 0 },
      sessions: [],
      steps: [
        { do: 'misset', ahead: -HOUR },
        {
          ...ask,
          callers: [
            { spans: [{ start: null, end: { before: 'midnight', days: 179, ms: 0 } }], refresh: false },
            {
              spans: [{ start: { before: 'midnight', days: 0, ms: 0 }, end: { before: 'midnight', days: 179, ms: 1 } }],
              refresh: false,
            },
          ],
        },
      ],
    },
  ],
];

describe.each(['start', 'contained'] as const)('where the upstream reads the edge of a window as "%s"', (edge) => {
  test.each(STORIES)('%s', async (_, story) => {
    const stage = await openStage(edge, 'clip');
    try {
      await play(stage, story);
    } finally {
      await stage.pipeline.close();
    }
  });
});
