// Which tokens are good and who brings them, with tokens that are really signed and a set of keys at hand.
import { createHmac } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { CompactSign, exportSPKI, importJWK } from 'jose';
import { wordsOf } from './auth.fixture.js';
import {
  at,
  CLAIMS,
  type Claims,
  encoded,
  issuer,
  MINUTE,
  NOON,
  SECOND,
  type SigningKey,
  setOf,
  sign,
  signingKey,
} from './jwt.fixture.js';

const NO_TOKEN = 'refused: What came is not a token.';
const BAD_ALGORITHM = 'refused: The token is signed with an algorithm that is not taken here.';
const BAD_SIGNATURE = 'refused: The signature of the token is not good.';
const NOT_PUBLISHED = 'refused: The token is signed with a key that the issuer does not publish.';

const keys = new Map<string, SigningKey>();
const keyFor = (alg: string): SigningKey => {
  const key = keys.get(alg);
  if (!key) throw new Error(`no key for ${alg}`);
  return key;
};
const stage = (given: Parameters<typeof issuer>[0] = {}) =>
  issuer({ source: { kind: 'set', set: setOf(...keys.values()) }, ...given });
const ask = (token: string) => stage().ask(token);
const askWith = async (claims: Claims, header: object = {}) => ask(await sign(keyFor('ES256'), claims, header));
const wordsWith = async (...given: Parameters<typeof askWith>) => wordsOf(await askWith(...given));

const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];
beforeAll(async () => {
  for (const alg of ALGORITHMS) keys.set(alg, await signingKey(alg));
});

describe('a caller with a token', () => {
  test.each(ALGORITHMS)('is known by one that is signed with %s', async (alg) => {
    expect(await ask(await sign(keyFor(alg)))).toEqual({
      kind: 'known',
      caller: { name: 'dashboard', accounts: new Set(['0000123456-00001']) },
    });
  });

  test('is asked for a token where none came', async () => {
    const asking = { kind: 'refused', reason: 'Wanted a token, as "Authorization: Bearer <token>".' };
    const { identify } = stage();
    expect(await identify({})).toEqual({ ...asking, isGiven: false });
    expect(await identify({ 'x-api-key': 'x' })).toEqual({ ...asking, isGiven: false });
    expect(await identify({ authorization: 'Basic x' })).toEqual({ ...asking, isGiven: true });
  });

  test('is refused with what is no token', async () => {
    const [head, body, signature] = (await sign(keyFor('ES256'))).split('.');
    const parts = ['', 'a b', 'a.b.c', '..', `${head}.${body}`, `${head}.${body}.${signature}.x`];
    const heads = [encoded([]), encoded({ typ: 'JWT' }), '!'].map((other) => `${other}.${body}.${signature}`);
    for (const text of [...parts, ...heads]) expect([text, wordsOf(await ask(text))]).toEqual([text, NO_TOKEN]);
    for (const authorization of ['bearer', 'Bearer '])
      expect(wordsOf(await stage().identify({ authorization }))).toBe(NO_TOKEN);
    expect(wordsOf(await ask(`${head}.${body}.`))).toBe(BAD_SIGNATURE);
  });

  test('is refused with signed text that has no claims', async () => {
    const { alg, kid, privateKey } = keyFor('ES256');
    const signed = (text: string) =>
      new CompactSign(Buffer.from(text)).setProtectedHeader({ alg, kid }).sign(privateKey);
    for (const text of ['', 'text', '[]', 'null', '7']) expect(wordsOf(await ask(await signed(text)))).toBe(NO_TOKEN);
  });

  test('is refused with a good token that is longer than a request may be', async () => {
    expect(await wordsWith({ padding: 'x'.repeat(100_000) })).toBe(NO_TOKEN);
  });

  test('is refused without a signature, whatever the header calls that', async () => {
    for (const alg of ['none', 'None', 'NONE'])
      for (const signature of ['', 'AAAA'])
        expect(wordsOf(await ask(`${encoded({ alg })}.${encoded(CLAIMS)}.${signature}`))).toBe(BAD_ALGORITHM);
  });

  test('is refused with a token that is signed with the public key as if it were a secret', async () => {
    const { publicJwk, kid } = keyFor('RS256');
    const key = await importJWK(publicJwk, 'RS256', { extractable: true });
    if (key instanceof Uint8Array) throw new Error('not a key pair');
    const signed = `${encoded({ alg: 'HS256', kid })}.${encoded(CLAIMS)}`;
    const mac = createHmac('sha256', await exportSPKI(key))
      .update(signed)
      .digest('base64url');
    expect(wordsOf(await ask(`${signed}.${mac}`))).toBe(BAD_ALGORITHM);
  });

  test('is refused with claims or a header that were changed after the signing', async () => {
    const [head, body, signature] = (await sign(keyFor('ES256'))).split('.');
    const changed = encoded({ ...CLAIMS, accounts: ['0000999999-00009'] });
    const otherHead = encoded({ alg: 'ES256', kid: 'ES256-key', typ: 'JWT' });
    expect(wordsOf(await ask(`${head}.${changed}.${signature}`))).toBe(BAD_SIGNATURE);
    expect(wordsOf(await ask(`${otherHead}.${body}.${signature}`))).toBe(BAD_SIGNATURE);
  });

  test('is refused with a key of a stranger, under a name of its own, a stolen one or none', async () => {
    const stranger = await signingKey('ES256', 'stranger');
    expect(wordsOf(await ask(await sign(stranger)))).toBe(NOT_PUBLISHED);
    expect(wordsOf(await ask(await sign(stranger, {}, { kid: 'ES256-key' })))).toBe(BAD_SIGNATURE);
    expect(wordsOf(await ask(await sign(stranger, {}, { kid: undefined })))).toBe(BAD_SIGNATURE);
    const itsOwn = { kid: undefined, jwk: stranger.publicJwk };
    expect(wordsOf(await ask(await sign(stranger, {}, itsOwn)))).toBe(BAD_SIGNATURE);
  });

  test('may leave out which of several keys of one kind it is signed with', async () => {
    const [first, second, third] = [keyFor('ES256'), await signingKey('ES256', 'b'), await signingKey('ES256', 'c')];
    const { ask } = stage({ source: { kind: 'set', set: setOf(first, second) } });
    for (const key of [first, second])
      expect(wordsOf(await ask(await sign(key, {}, { kid: undefined })))).toBe('dashboard');
    expect(wordsOf(await ask(await sign(third, {}, { kid: undefined })))).toBe(BAD_SIGNATURE);
  });

  test('is refused with an extension that must be understood and is not', async () => {
    const [, body, signature] = (await sign(keyFor('ES256'))).split('.');
    const head = encoded({ alg: 'ES256', kid: 'ES256-key', crit: ['x'], x: 1 });
    expect(wordsOf(await ask(`${head}.${body}.${signature}`))).toBe(
      'refused: The token demands an extension that is not known here.',
    );
  });

  test.each<[string, Claims, string]>([
    ['another audience', { aud: 'others' }, 'The token is for another audience; wanted sessions.'],
    ['no audience', { aud: undefined }, 'The token is for another audience; wanted sessions.'],
    ['another issuer', { iss: 'https://evil.example.com/' }, `The token is of another issuer; wanted ${CLAIMS.iss}.`],
    ['no issuer', { iss: undefined }, `The token is of another issuer; wanted ${CLAIMS.iss}.`],
    ['no end', { exp: undefined }, 'The token does not say when it expires.'],
    ['no subject', { sub: undefined }, 'The token does not say who brings it.'],
    ['an end that cannot be written', { exp: -1e300 }, 'The token expired at a time beyond all calendars.'],
    ['a begin that cannot be written', { nbf: 1e300 }, 'The token is not valid before a time beyond all calendars.'],
  ])('is refused with %s, and told so', async (_, claims, reason) => {
    expect(await wordsWith(claims)).toBe(`refused: ${reason}`);
  });

  test.each(['exp', 'nbf', 'iat'])('is refused with an %s that is text', async (claim) => {
    const reason = claim === 'exp' ? 'does not say when it expires' : 'has a time that is not a number';
    expect(await wordsWith({ [claim]: 'soon' })).toBe(`refused: The token ${reason}.`);
  });

  test('may be meant for several audiences', async () => {
    expect(await wordsWith({ aud: ['others', 'sessions'] })).toBe('dashboard');
  });

  test('is known from five seconds before its time until five seconds after it', async () => {
    const token = await sign(keyFor('ES256'), { nbf: at(NOON), exp: at(NOON + MINUTE) });
    const { ask, clock } = stage();
    const wordsAt = async (time: number) => {
      clock.now = time;
      return wordsOf(await ask(token));
    };
    expect(await wordsAt(NOON - 6 * SECOND)).toBe('refused: The token is not valid before 2026-11-22T12:00:00.000Z.');
    expect(await wordsAt(NOON - 5 * SECOND)).toBe('dashboard');
    expect(await wordsAt(NOON + MINUTE + 5 * SECOND - 1)).toBe('dashboard');
    expect(await wordsAt(NOON + MINUTE + 5 * SECOND)).toBe('refused: The token expired at 2026-11-22T12:01:00.000Z.');
  });

  test.each([[''], ['a\nb'], ['a\u0000'], ['x'.repeat(129)], [7], [['dashboard']], [null]])(
    'is refused as %j',
    async (sub) => {
      const claims = { ...CLAIMS, sub } as Claims;
      expect(await wordsWith(claims)).toBe('refused: The token names its bearer in a way that is not taken here.');
    },
  );

  test('has nothing of its token repeated in a refusal', async () => {
    const secret = 'a-secret-of-the-caller';
    const wrong = [{ aud: secret }, { iss: secret }, { exp: 1, jti: secret }, { sub: `${secret}\n` }];
    for (const claims of wrong) expect(await wordsWith(claims)).toMatch(/^refused: (?!.*secret)/);
  });

  test('is told nothing wrong where the key that is published is of no use', async () => {
    const key = keyFor('ES256');
    const broken = { ...key, publicJwk: { ...key.publicJwk, x: 'AAAA' } };
    const { ask } = stage({ source: { kind: 'set', set: setOf(broken) } });
    expect(wordsOf(await ask(await sign(key)))).toBe(
      'unknowable: The key that the token is signed with cannot be used.',
    );
  });
});
