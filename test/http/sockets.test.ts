// Requests byte by byte: who is told to go on with a body, and in which order those are answered that come together.
import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { openPipeline, type Pipeline } from '../support/pipeline.js';

let pipeline: Pipeline;
afterEach(() => pipeline.close());

const KEY = 'a-key-of-thirty-two-characters-00';
const KEYS = {
  environment: { AUTH: 'keys', AUTH_KEYS_FILE: 'keys.json' },
  files: {
    'keys.json': JSON.stringify([
      { name: 'one', hash: `sha256:${createHash('sha256').update(KEY).digest('hex')}`, accounts: ['0000123456-00001'] },
    ]),
  },
};

/** Sends a text, answers what comes with `react`, and gives back everything that came until the other side closed. */
function talk(first: string, react: (sofar: string) => string | undefined = () => undefined): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(pipeline.url).port), '127.0.0.1', () => socket.write(first));
    let came = '';
    socket.setEncoding('latin1');
    socket.on('data', (chunk) => {
      came += chunk;
      const reply = react(came);
      if (reply !== undefined) socket.write(reply);
    });
    socket.on('close', () => resolve(came));
    socket.on('error', reject);
  });
}

const BODY = '{"query":"{ __typename }"}';
const head = (more: string, length = BODY.length): string =>
  `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n${more}\r\n`;
const statuses = (came: string): string[] => [...came.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status = '']) => status);

describe('Expect: 100-continue', () => {
  test('is granted to somebody who is let in, whose body is then answered', async () => {
    pipeline = await openPipeline(KEYS);
    const came = await talk(
      head(`expect: 100-continue\r\nconnection: close\r\nauthorization: Bearer ${KEY}\r\n`),
      (sofar) => (sofar.endsWith('100 Continue\r\n\r\n') ? BODY : undefined),
    );
    expect(statuses(came)).toEqual(['100', '200']);
    expect(came).toContain('{"data":{"__typename":"Query"}');
  });

  test('is not granted before a 401', async () => {
    pipeline = await openPipeline(KEYS);
    const came = await talk(head('expect: 100-continue\r\n'));
    expect(statuses(came)).toEqual(['401']);
    expect(came.toLowerCase()).toContain('connection: close');
  });

  test('is not granted for a body that is too large', async () => {
    pipeline = await openPipeline();
    expect(statuses(await talk(head('expect: 100-continue\r\n', 1e9)))).toEqual(['413']);
  });

  test('of anything else is refused', async () => {
    pipeline = await openPipeline();
    expect(statuses(await talk(head('expect: a-miracle\r\nconnection: close\r\n') + BODY))).toEqual(['417']);
  });
});

test('requests that come together over one connection are answered in their order, a refused one among them', async () => {
  pipeline = await openPipeline();
  const query = (text: string, more = ''): string => {
    const body = JSON.stringify({ query: text });
    return head(more, body.length) + body;
  };
  const device = '{ device(imei: "990000000000001") { sessions { totalCount } } }';
  const came = await talk(
    query(device) +
      query('{ a: __typename }') +
      query('{ nonsense }') +
      query('{ b: __typename }', 'connection: close\r\n'),
  );
  const marks = ['totalCount', '"a":"Query"', 'GRAPHQL_VALIDATION_FAILED', '"b":"Query"'].map((mark) =>
    came.indexOf(mark),
  );
  expect(marks.every((mark) => mark > 0)).toBe(true);
  expect(marks).toEqual(marks.toSorted((a, b) => a - b));
});
