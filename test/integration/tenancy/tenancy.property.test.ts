// Random operations of several callers, side by side with worlds in which each account is alone.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { stories } from '../../support/tenant-operations.js';
import { noTally, play, type Refusals } from '../../support/tenant-player.js';
import { openWorlds } from '../../support/tenant-worlds.js';
import { TENANTS } from '../../support/tenants.js';

const OPERATIONS = Number(process.env['TENANT_OPERATIONS'] ?? 150);

/** The quick run is the same every time; the deep one searches. */
const SEED = process.env['TENANT_OPERATIONS'] ? {} : { seed: 20_261_123 };
/** A deep run takes minutes; a run that hangs still ends. */
const TIMEOUT_MS = 30_000 + OPERATIONS * 100;
/** By half of the operations, as there are two tests: a story has 35 steps, and a step more than one operation. */
const STORIES = Math.ceil(OPERATIONS / 2 / 40);

/** A caller's own account, so that it is tempting to others; and one that no caller but the auditor has. */
test.each(['A', 'C'] as const)(
  'callers hear of their own accounts what these would say alone, at the same cost, and of others nothing, where account %s is configured',
  async (configured) => {
    const refusals: Refusals = new Map();
    const tally = noTally();
    await fc.assert(
      fc.asyncProperty(stories, async (story) => {
        const worlds = await openWorlds(configured);
        try {
          await play(worlds, story, refusals, tally);
          expect(tellingIn(worlds.lines)).toEqual([]);
        } finally {
          await worlds.close();
        }
      }),
      // Shrinking would open thousands of worlds; the seed that is printed leads back to the story.
      { numRuns: STORIES, endOnFailure: true, ...SEED },
    );
    if (process.env['TALLY']) process.stderr.write(`${JSON.stringify({ configured, ...tally })}\n`);
    expect(tally.operations).toBeGreaterThan(OPERATIONS / 3);
    expect(Math.min(tally.own, tally.forbidden)).toBeGreaterThan(OPERATIONS / 5);
    expect(Math.min(...Object.values(tally))).toBeGreaterThan(OPERATIONS / 40);
  },
  TIMEOUT_MS,
);

/** Lines of the log with a key or a whole IMEI. */
const tellingIn = (lines: readonly string[]): readonly string[] =>
  lines.filter((line) => /\d{15}/.test(line) || TENANTS.some(({ key }) => line.includes(key)));
