// The documents speak of what there is: queries with their answers, links, files and the size of the README.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { openPipeline, type Pipeline } from '../support/pipeline.js';

const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
];
const read = (path: string): string => readFileSync(path, 'utf8');

interface Example {
  readonly query: string;
  readonly answer: unknown;
}

/** Each query that is followed by the whole answer to it, in the order in which they are to be asked. */
function examplesIn(document: string): Example[] {
  const blocks = [...read(document).matchAll(/```graphql\n([\s\S]*?)```\n\n```json\n([\s\S]*?)```/g)];
  return blocks.map(([, query = '', answer = '']) => ({ query, answer: JSON.parse(answer) }));
}

let pipeline: Pipeline;
afterEach(() => pipeline?.close());

test.each(['README.md', 'docs/guide.md'])('the queries of %s have the answers that it shows', async (document) => {
  pipeline = await openPipeline();
  const examples = examplesIn(document);
  expect(examples.length).toBeGreaterThan(0);
  for (const { query, answer } of examples) {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${pipeline.url}/graphql`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ query }),
    });
    expect(await response.json()).toEqual(answer);
  }
});

test('the README is at most 9,000 bytes', () => {
  expect(Buffer.byteLength(read('README.md'))).toBeLessThanOrEqual(9_000);
});

describe.each(DOCUMENTS)('%s', (document) => {
  const text = read(document);

  test('links to files that there are', () => {
    const links = [...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, path = '']) =>
      join(dirname(document), path),
    );
    expect(links.filter((path) => !existsSync(path))).toEqual([]);
  });

  test('names files that there are', () => {
    const named = [...text.matchAll(/`((?:src|test|scripts|bench|chaos|schema|docs)\/[\w./-]+)`/g)].map(
      ([, path = '']) => path,
    );
    expect(named.filter((path) => !existsSync(path))).toEqual([]);
  });
});
