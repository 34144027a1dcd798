// How often tokens are fetched, from a source and by a clock of its own.
import { describe, expect, test } from '@jest/globals';
import { createTokens, type Issued, type Tokens } from '../../src/thingspace/tokens.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A source that numbers its tokens, and a store that asks it. */
function stage(source: { bearer?: () => Promise<Issued>; session?: (bearer: string) => Promise<Issued> } = {}) {
  const clock = { now: 0 };
  const fetched = { bearer: 0, session: 0 };
  const shown: string[] = [];
  const store = createTokens(
    {
      async bearer() {
        fetched.bearer += 1;
        return source.bearer ? source.bearer() : { value: `b${fetched.bearer}`, life: HOUR };
      },
      async session(bearer) {
        fetched.session += 1;
        shown.push(bearer);
        return source.session ? source.session(bearer) : { value: `s${fetched.session}`, life: 15 * MINUTE };
      },
    },
    () => clock.now,
  );
  return { clock, fetched, shown, store };
}
const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);
const same = (found: readonly Tokens[]) => new Set(found.map(({ bearer, session }) => `${bearer} ${session}`));

describe('the tokens', () => {
  test('are fetched once for 200 who ask at once, the bearer first', async () => {
    const { fetched, shown, store } = stage();
    expect(same(await Promise.all(times(200, store.current)))).toEqual(new Set(['b1 s1']));
    expect([fetched, shown]).toEqual([{ bearer: 1, session: 1 }, ['b1']]);
  });

  test('are held, each for its own life', async () => {
    const { clock, store } = stage();
    await store.current();
    clock.now = 15 * MINUTE - 1;
    expect(await store.current()).toEqual({ bearer: 'b1', session: 's1' });
    clock.now += 1;
    expect(await store.current()).toEqual({ bearer: 'b1', session: 's2' });
    clock.now = HOUR;
    expect(await store.current()).toEqual({ bearer: 'b2', session: 's3' });
  });

  test('are asked for with the one that was refused, which the source may know to be replaced already', async () => {
    const refused: unknown[] = [];
    const store = createTokens(
      {
        async bearer(which) {
          refused.push(['bearer', which]);
          return { value: `b${refused.length}`, life: HOUR };
        },
        async session(_, which) {
          refused.push(['session', which]);
          return { value: `s${refused.length}`, life: HOUR };
        },
      },
      () => 0,
    );
    store.refused('session', await store.current());
    store.refused('bearer', await store.current());
    await store.current();
    expect(refused).toEqual([
      ['bearer', undefined],
      ['session', undefined],
      ['session', 's2'],
      ['bearer', 'b1'],
    ]);
  });

  test('that others have used already are renewed at their first refusal, whatever it names', async () => {
    const { store } = stage({ session: async () => ({ value: 'old', life: HOUR, worked: true }) });
    expect(store.refused('unnamed', await store.current())).toBe(true);
  });

  test('live on by use: each use of the session begins its time anew, not that of the bearer', async () => {
    const { clock, store, fetched } = stage();
    const tokens = await store.current();
    for (clock.now = 0; clock.now < HOUR; clock.now += 14 * MINUTE) {
      expect(await store.current()).toEqual(tokens);
      store.used(tokens);
    }
    clock.now = HOUR;
    expect(await store.current()).toEqual({ bearer: 'b2', session: 's1' });
    expect(fetched).toEqual({ bearer: 2, session: 1 });
  });

  test('that a failure kept us from are asked for again by the next', async () => {
    let works = false;
    const session = async (): Promise<Issued> => {
      if (!works) throw new Error('Down');
      return { value: 's', life: HOUR };
    };
    const { fetched, store } = stage({ session });
    const outcomes = await Promise.allSettled(times(200, store.current));
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['rejected']));
    expect(fetched).toEqual({ bearer: 1, session: 1 });
    works = true;
    // The bearer may have been the reason.
    expect(await store.current()).toEqual({ bearer: 'b2', session: 's' });
  });

  test('that come back the same near their end make no loop', async () => {
    const { clock, fetched, store } = stage({ bearer: async () => ({ value: 'old', life: 10 }) });
    for (clock.now = 0; clock.now < 30; clock.now += 5) expect((await store.current()).bearer).toBe('old');
    expect(fetched.bearer).toBe(3);
    expect(store.refused('bearer', await store.current())).toBe(true);
    expect((await store.current()).bearer).toBe('old');
    expect(fetched.bearer).toBe(5);
  });

  test('that are issued without any life are used all the same', async () => {
    const { fetched, store } = stage({ bearer: async () => ({ value: 'b', life: 0 }) });
    expect((await store.current()).bearer).toBe('b');
    expect(fetched.bearer).toBeLessThanOrEqual(2);
  });
});

describe('a refused token', () => {
  test.each([
    ['bearer', { bearer: 'b2', session: 's1' }],
    ['session', { bearer: 'b1', session: 's2' }],
    ['unnamed', { bearer: 'b1', session: 's2' }],
  ] as const)('is renewed once for 200 who are refused it: %s', async (which, renewed) => {
    const { fetched, store } = stage();
    const tokens = await store.current();
    store.used(tokens);
    const next = times(200, async () => [store.refused(which, tokens), await store.current()]);
    expect(new Set((await Promise.all(next)).map((each) => JSON.stringify(each)))).toEqual(
      new Set([JSON.stringify([true, renewed])]),
    );
    expect(fetched.bearer + fetched.session).toBe(3);
  });

  test.each(['bearer', 'session', 'unnamed'] as const)('that is older does not drop the newer: %s', async (which) => {
    const { fetched, store } = stage();
    const old = await store.current();
    store.refused('bearer', old);
    store.refused('session', old);
    const newer = await store.current();
    expect(store.refused(which, old)).toBe(true);
    expect(await store.current()).toEqual(newer);
    expect(fetched).toEqual({ bearer: 2, session: 2 });
  });

  test('that is unnamed, of a session that never worked, renews nothing', async () => {
    const { fetched, store } = stage();
    const tokens = await store.current();
    expect(store.refused('unnamed', tokens)).toBe(false);
    expect(await store.current()).toEqual(tokens);
    expect(fetched).toEqual({ bearer: 1, session: 1 });
  });

  test('that is unnamed renews nothing where the newer session has not worked either', async () => {
    const { store } = stage();
    const first = await store.current();
    store.used(first);
    store.refused('unnamed', first);
    expect(store.refused('unnamed', await store.current())).toBe(false);
  });

  test('that is named renews also a session that never worked', async () => {
    const { store } = stage();
    expect(store.refused('session', await store.current())).toBe(true);
    expect((await store.current()).session).toBe('s2');
  });

  test('is not brought back by an older answer that was good', async () => {
    const { clock, store } = stage();
    const old = await store.current();
    store.refused('session', old);
    const newer = await store.current();
    store.used(old);
    expect((await store.current()).session).toBe('s2');
    expect(store.refused('unnamed', newer)).toBe(false);
    clock.now = 15 * MINUTE;
    expect((await store.current()).session).toBe('s3');
  });

  test('that is a bearer, and is issued again unchanged, meant the session, which is renewed once for 200', async () => {
    const { fetched, store } = stage({ bearer: async () => ({ value: 'same', life: HOUR }) });
    const tokens = await store.current();
    store.used(tokens);
    const refuse = async () => [store.refused('bearer', tokens), await store.current()];
    expect((await Promise.all(times(200, refuse))).at(-1)).toEqual([true, { bearer: 'same', session: 's2' }]);
    expect(await refuse()).toEqual([true, { bearer: 'same', session: 's2' }]);
    expect(fetched).toEqual({ bearer: 2, session: 2 });
  });

  test('that is a bearer, and is issued again unchanged, leaves a session alone that never worked', async () => {
    const { fetched, store } = stage({ bearer: async () => ({ value: 'same', life: HOUR }) });
    store.refused('bearer', await store.current());
    await store.current();
    expect(fetched).toEqual({ bearer: 2, session: 1 });
  });

  test('that came back unchanged long ago says nothing when it is only renewed', async () => {
    const { clock, fetched, store } = stage({ bearer: async () => ({ value: 'same', life: MINUTE }) });
    const tokens = await store.current();
    store.used(tokens);
    store.refused('bearer', tokens);
    store.used(await store.current());
    clock.now = 2 * MINUTE;
    expect((await store.current()).session).toBe('s2');
    expect(fetched).toEqual({ bearer: 3, session: 2 });
  });
});
