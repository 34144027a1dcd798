// Random histories of a device through the whole pipeline, compared with a plain model of what is held.
import { afterAll, beforeAll, describe, test } from '@jest/globals';
import fc from 'fast-check';
import { openStage, type Stage } from '../../support/history-caller.js';
import { play } from '../../support/history-player.js';
import { stories } from '../../support/history-stories.js';

const RUNS = Number(process.env['HISTORY_RUNS'] ?? 8);

/** The quick run is the same every time; the deep one searches. */
const SEED = process.env['HISTORY_RUNS'] ? {} : { seed: 20_261_123 };
/** A deep run takes long; a run that hangs still ends. */
const TIMEOUT_MS = 20_000 + RUNS * 400;

const UPSTREAMS = (['start', 'overlap', 'contained'] as const).flatMap((edge) =>
  (['clip', 'refuse'] as const).map((retention) => ({ edge, retention })),
);

describe.each(UPSTREAMS)(
  'where the upstream reads the edge of a window as "$edge" and would $retention what is older than its memory',
  ({ edge, retention }) => {
    let stage: Stage;
    beforeAll(async () => {
      stage = await openStage(edge, retention);
    });
    afterAll(() => stage.pipeline.close());

    test(
      'every answer is what the upstream knew when its days were last read, for no more calls than the plan needs',
      async () => {
        await fc.assert(
          fc.asyncProperty(stories, (story) => play(stage, story)),
          { numRuns: RUNS, ...SEED },
        );
      },
      TIMEOUT_MS,
    );
  },
);
