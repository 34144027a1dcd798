// Which settings of persisted operations are contradictions, and what is said of them.
import { expect, test } from '@jest/globals';
import { readConfig } from '../../src/config/load.js';

/** Files are named by what they hold. */
function readFile(path: string): string {
  if (path === 'nowhere') throw new Error('ENOENT');
  return path;
}

const read = (environment: Record<string, string>) => readConfig(environment, readFile);
const MANIFEST = '{"h1":"{ __typename }"}';

test('a manifest is read, and nothing is answered beside it where that is set', () => {
  const config = read({ PERSISTED_OPERATIONS: MANIFEST, PERSISTED_ONLY: 'on' });
  expect(config).toMatchObject({
    ok: true,
    settings: {
      explorer: false,
      persisted: { path: MANIFEST, only: true, operations: [{ id: 'h1', document: '{ __typename }' }] },
    },
  });
});

test.each<[Record<string, string>, string]>([
  [
    { PERSISTED_ONLY: 'on' },
    'PERSISTED_OPERATIONS: got nothing, wanted the path of a manifest, since PERSISTED_ONLY is on',
  ],
  [{ PERSISTED_ONLY: 'yes' }, 'PERSISTED_ONLY: got "yes", wanted one of on, off'],
  [
    { PERSISTED_OPERATIONS: 'nowhere' },
    'PERSISTED_OPERATIONS: got "nowhere", wanted the path of a file that can be read',
  ],
  [
    { PERSISTED_OPERATIONS: '{"h":5}' },
    'PERSISTED_OPERATIONS: "{\\"h\\":5}": operation "h": got a value of the type number, wanted the text of a document',
  ],
  [
    { PERSISTED_OPERATIONS: MANIFEST, PERSISTED_ONLY: 'on', EXPLORER: 'on' },
    'EXPLORER: got "on", wanted off or nothing, since PERSISTED_ONLY is on and the explorer runs queries of its own',
  ],
])('%j is refused', (environment, issue) => {
  expect(read(environment)).toEqual({ ok: false, issues: [issue] });
});

test('of a manifest with many issues the first are said, and how many more there are', () => {
  const manifest = JSON.stringify(Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`h${index}`, 5])));
  const config = read({ PERSISTED_OPERATIONS: manifest });
  expect(config.ok ? [] : config.issues).toHaveLength(21);
  expect(config.ok ? '' : config.issues.at(-1)).toContain('and 30 issues more');
});
