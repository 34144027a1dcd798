// Tests that the keys of an issuer come over a real network, and how long they are waited for.
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { promised } from '../support/fetch.js';
import { wordsOf } from './auth.fixture.js';
import { issuer, lasting, setOf } from './jwt.fixture.js';

const UNHAD = 'unknowable: The keys of the issuer cannot be had just now.';
const NOT_PUBLISHED = 'refused: The token is signed with a key that the issuer does not publish.';
const [OLD, NEW] = [await lasting('old'), await lasting('new')];

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
  jest.restoreAllMocks();
});

describe('an issuer on the network', () => {
  async function serve(answer: RequestListener) {
    const server = createServer(answer);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
    const answered = promised<void>();
    const fetch: typeof globalThis.fetch = async (...given) => {
      const response = await globalThis.fetch(...given);
      answered.resolve();
      return response;
    };
    const { ask } = issuer({ source: { kind: 'url', url }, fetch });
    closing.push(() => {
      server.closeAllConnections();
      server.close();
    });
    return { words: async (token: string) => wordsOf(await ask(token)), answered: answered.promise };
  }

  test('has its keys read', async () => {
    const { words } = await serve((_, response) => response.end(JSON.stringify(setOf(OLD.key))));
    expect([await words(OLD.token), await words(NEW.token)]).toEqual(['dashboard', NOT_PUBLISHED]);
  });

  test.each(['nothing', 'half of its keys'])(
    'that sends %s and then hangs is left after five seconds',
    async (what) => {
      const time = new AbortController();
      const timeout = jest.spyOn(AbortSignal, 'timeout').mockImplementation(() => time.signal);
      const reached = promised<void>();
      const { words, answered } = await serve((_, response) => {
        if (what !== 'nothing') response.writeHead(200).write('{"keys":[');
        reached.resolve();
      });
      const answer = words(OLD.token);
      await (what === 'nothing' ? reached.promise : answered);
      time.abort();
      expect(await answer).toBe(UNHAD);
      expect(timeout).toHaveBeenCalledWith(5_000);
    },
  );

  test('is not followed to another address', async () => {
    const { words } = await serve((request, response) => {
      if (request.url === '/keys') response.writeHead(302, { location: '/elsewhere' }).end();
      else response.end(JSON.stringify(setOf(OLD.key)));
    });
    expect(await words(OLD.token)).toBe(UNHAD);
  });
});
