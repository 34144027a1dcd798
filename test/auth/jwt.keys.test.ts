// How the keys of an issuer are fetched, held and given up, behind a network that fails as it is told.
import { describe, expect, test } from '@jest/globals';
import { wordsOf } from './auth.fixture.js';
import { DAY, encoded, issuer, lasting, MINUTE, SECOND, setOf, sign, signingKey } from './jwt.fixture.js';

const UNHAD = 'unknowable: The keys of the issuer cannot be had just now.';
const NOT_PUBLISHED = 'refused: The token is signed with a key that the issuer does not publish.';
const [OLD, NEW] = [await lasting('old'), await lasting('new')];

/** An issuer that publishes the old key, and whose keys are held already. */
async function stage() {
  const stand = issuer();
  stand.publish(OLD.key);
  const words = async (token: string) => wordsOf(await stand.ask(token));
  expect(await words(OLD.token)).toBe('dashboard');
  return { ...stand, words };
}

const html = async () => new Response('<!doctype html><title>Sign in</title>');
const refusing = async (): Promise<Response> => {
  throw new TypeError('fetch failed');
};
const moved = async () => new Response(null, { status: 302, headers: { location: 'https://evil.example.com/' } });
const huge = async () => Response.json({ ...setOf(OLD.key), padding: 'x'.repeat(1024 * 1024) });
const BROKEN: readonly (readonly [string, () => Promise<Response>])[] = [
  ['HTML', html],
  ['500 with keys in it', async () => Response.json(setOf(OLD.key), { status: 500 })],
  ['a redirection', moved],
  ['204', async () => new Response(null, { status: 204 })],
  ['JSON that is no set', async () => Response.json({ keys: 'none' })],
  ['more than a megabyte', huge],
  ['no connection', refusing],
];

describe('the keys of an issuer', () => {
  test('are fetched once for all who come at once, and held for ten minutes', async () => {
    const { ask, asked, clock, publish } = issuer();
    publish(OLD.key);
    const identities = await Promise.all(Array.from({ length: 20 }, () => ask(OLD.token)));
    expect(new Set(identities.map(wordsOf))).toEqual(new Set(['dashboard']));
    expect(asked).toEqual(['https://issuer.example.com/keys']);
    clock.now += 10 * MINUTE - 1;
    await ask(OLD.token);
    expect(asked).toHaveLength(1);
    clock.now += 1;
    await ask(OLD.token);
    expect(asked).toHaveLength(2);
  });

  test('that could not be had are told of with the reason, also while older ones are good enough', async () => {
    const { ask, told, clock, answerWith } = await stage();
    answerWith(refusing);
    clock.now += 10 * MINUTE;
    expect(wordsOf(await ask(OLD.token))).toBe('dashboard');
    expect(told).toEqual(['fetch failed']);
  });

  test('that could not be had are told of with the cause of the failure', async () => {
    const { ask, told, answerWith } = issuer();
    answerWith(async () => {
      throw new TypeError('fetch failed', { cause: Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }) });
    });
    await ask(OLD.token);
    expect(told).toEqual(['fetch failed (ECONNREFUSED)']);
  });

  test('are tried one after the other for a token that names none, and one that cannot be used is passed over', async () => {
    const { ask, answerWith } = issuer();
    const [short, good] = [{ kty: 'RSA', n: 'AQAB', e: 'AQAB' }, await signingKey('RS256')];
    const { kid: _, ...unnamed } = good.publicJwk;
    answerWith(async () => Response.json({ keys: [short, unnamed] }));
    const token = await sign(good, {}, { kid: undefined });
    expect(wordsOf(await ask(token))).toBe('dashboard');
  });

  test('are not fetched for what is no token or is signed in a way that is not taken', async () => {
    const { ask, asked } = issuer();
    for (const token of ['x', 'a.b.c', `${encoded({ alg: 'none' })}.${encoded({})}.`]) await ask(token);
    expect(asked).toEqual([]);
  });

  test('are fetched again for a key that was published since', async () => {
    const { words, publish, clock } = await stage();
    publish(OLD.key, NEW.key);
    clock.now += 10 * SECOND;
    expect(await words(NEW.token)).toBe('dashboard');
    expect(await words(OLD.token)).toBe('dashboard');
  });

  test('are given up with the next fetch when they are published no more', async () => {
    const { words, publish, clock } = await stage();
    publish(NEW.key);
    clock.now += 10 * SECOND;
    expect(await words(OLD.token)).toBe('dashboard');
    expect(await words(NEW.token)).toBe('dashboard');
    expect(await words(OLD.token)).toBe(NOT_PUBLISHED);
  });

  test('are given up after ten minutes at the latest, though nobody brings a new one', async () => {
    const { words, publish, clock } = await stage();
    publish(NEW.key);
    clock.now += 10 * MINUTE;
    expect(await words(OLD.token)).toBe(NOT_PUBLISHED);
  });

  test('are fetched every ten seconds and no more often, however many unknown ones are brought', async () => {
    const { words, asked, clock } = await stage();
    for (let second = 0; second < 30; second++) {
      expect(await words(NEW.token)).toBe(NOT_PUBLISHED);
      clock.now += SECOND;
    }
    expect(asked).toHaveLength(3);
  });

  test('are fetched again after the clock was set back', async () => {
    const { words, publish, clock } = await stage();
    publish(NEW.key);
    clock.now -= DAY;
    expect(await words(OLD.token)).toBe(NOT_PUBLISHED);
  });
});

describe('an issuer that is down', () => {
  test.each(BROKEN)('with %s is asked every ten seconds and no more often, and nobody is blamed', async (_, answer) => {
    const { ask, asked, answerWith, publish, clock } = issuer();
    answerWith(answer);
    const flood = () => Promise.all(Array.from({ length: 20 }, () => ask(OLD.token)));
    for (const fetches of [1, 1, 2]) {
      expect(new Set((await flood()).map(wordsOf))).toEqual(new Set([UNHAD]));
      expect(asked).toHaveLength(fetches);
      clock.now += 5 * SECOND;
    }
    publish(OLD.key);
    clock.now += 5 * SECOND;
    expect(wordsOf(await ask(OLD.token))).toBe('dashboard');
  });

  test.each(BROKEN)('with %s is done without for a day, with the keys that are held', async (_, answer) => {
    const { words, answerWith, clock } = await stage();
    answerWith(answer);
    for (const pause of [10 * MINUTE, 10 * SECOND, 12 * 60 * MINUTE]) {
      clock.now += pause;
      expect(await words(OLD.token)).toBe('dashboard');
    }
    expect(await words(NEW.token)).toBe(UNHAD);
    clock.now += DAY / 2;
    expect(await words(OLD.token)).toBe(UNHAD);
  });

  test('lets nobody wait who can be answered with the keys that are held, once it is known', async () => {
    const { words, asked, answerWith, clock } = await stage();
    answerWith(refusing);
    clock.now += 10 * MINUTE;
    await words(OLD.token);
    answerWith(() => new Promise(() => {}));
    clock.now += 10 * SECOND;
    expect(await words(OLD.token)).toBe('dashboard');
    expect(asked).toHaveLength(3);
  });

  test('is waited for again after ten minutes of silence, since keys may have been given up meanwhile', async () => {
    const { words, answerWith, publish, clock } = await stage();
    answerWith(refusing);
    clock.now += 10 * MINUTE;
    await words(OLD.token);
    publish(NEW.key);
    clock.now += 10 * MINUTE;
    expect(await words(OLD.token)).toBe(NOT_PUBLISHED);
  });
});
