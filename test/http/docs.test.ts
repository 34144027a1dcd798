// The documentation over HTTP: every link leads somewhere, the policy holds, nothing leads out of the folder, and EXPLORER=off serves none of it.
import { readdirSync, statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildSchema, isObjectType } from 'graphql';
import { ANY_REQUEST, FIELD_ERRORS } from '../../scripts/docs/field-errors.js';
import { FAILURES } from '../../src/errors.js';
import { buildSchemas } from '../../src/graphql/schema.js';
import { openPipeline, type Pipeline } from '../support/pipeline.js';

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await openPipeline();
});
afterAll(() => pipeline.close());

const HTML = { accept: 'text/html' };
const get = (path: string): Promise<Response> => fetch(pipeline.url + path, { headers: HTML });

const matches = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, found = '']) => found);

/** Every page that is reached from /docs by links. */
async function crawl(): Promise<Map<string, string>> {
  const pages = new Map<string, string>();
  const waiting = ['/docs'];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (pages.has(path)) continue;
    const response = await get(path);
    pages.set(path, response.ok ? await response.text() : '');
    if (!path.startsWith('/docs')) continue;
    waiting.push(...matches(pages.get(path) ?? '', /href="(\/[^"#]*)/g));
  }
  return pages;
}

describe('every page', () => {
  let pages: Map<string, string>;
  beforeAll(async () => {
    pages = await crawl();
  });

  test('is there, and so is the place in it that a link names', () => {
    const ids = new Map([...pages].map(([path, html]) => [path, new Set(matches(html, / id="([^"]+)"/g))]));
    const broken = [...pages].flatMap(([path, html]) =>
      path.startsWith('/docs')
        ? matches(html, /href="([^"]*)"/g).filter((href) => {
            if (/^(data:|https?:)/.test(href)) return false;
            const [target = '', anchor] = href.split('#', 2);
            const named = ids.get(target || path);
            return !pages.get(target || path) || (anchor !== undefined && !named?.has(anchor));
          })
        : [],
    );
    expect(pages.size).toBeGreaterThan(50);
    expect(broken).toEqual([]);
  });

  test('has one main heading, a language and no inline script or style', () => {
    for (const [path, html] of pages) {
      if (!/^\/docs(?:\/[\w-]+)*$/.test(path)) continue;
      expect([path, matches(html, /<(h1)>/g).length]).toEqual([path, 1]);
      expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
      expect(html).not.toMatch(/<script(?! src="\/docs\/)|<style| style=| on\w+=/);
    }
  });

  test('of a type names its fields, their arguments and their errors', () => {
    const device = pages.get('/docs/types/Device') ?? '';
    for (const text of ['id="sessions"', 'durationRange', '/errors#DEVICE_INACTIVE']) expect(device).toContain(text);
  });

  test('of an operation has the answer that the emulator gives', () => {
    expect(pages.get('/docs/operations/LatestSessions')).toContain('&#34;totalCount&#34;: ');
  });
});

test('every type, every field and every code can be searched for', async () => {
  const entries = (await (await get('/docs/search.json')).json()) as { title: string; url: string }[];
  const titles = new Set(entries.map(({ title }) => title));
  const types = Object.values(buildSchema(buildSchemas().publicSdl).getTypeMap()).filter(
    (type) => isObjectType(type) && !type.name.startsWith('__'),
  );
  const wanted = types.flatMap((type) =>
    isObjectType(type) ? [type.name, ...Object.keys(type.getFields()).map((name) => `${type.name}.${name}`)] : [],
  );
  expect([...wanted, ...Object.keys(FAILURES)].filter((name) => !titles.has(name))).toEqual([]);
  for (const { url } of entries) expect(url).toMatch(/^\/(docs|errors)/);
});

test('the fields that the reference gives errors for are fields of the schema, and every code is somewhere', () => {
  const schema = buildSchema(buildSchemas().publicSdl);
  const unknown = Object.keys(FIELD_ERRORS).filter((path) => {
    const [name = '', field = ''] = path.split('.');
    const type = schema.getType(name);
    return !isObjectType(type) || !(field in type.getFields());
  });
  expect(unknown).toEqual([]);
  expect(new Set([...ANY_REQUEST, ...Object.values(FIELD_ERRORS).flat()])).toEqual(new Set(Object.keys(FAILURES)));
});

test('a page loads nothing but from this server, and evaluates nothing', async () => {
  const policy = (await get('/docs/types/Device')).headers.get('content-security-policy') ?? '';
  expect(policy).toContain("script-src 'self';style-src 'self';connect-src 'self'");
  expect(policy).not.toMatch(/https?:|unsafe/);
});

test.each([
  '/docs/../main',
  '/docs/..%2fmain.js',
  '/docs/%2e%2e/main.js',
  '/docs/types',
  '/docs/nothing',
  '/docs/index.html',
  '/docs/types/Device.ts',
])('nothing is at %s', async (path) => {
  expect((await get(path)).status).toBe(404);
});

test('with EXPLORER=off none of it is served', async () => {
  const closed = await openPipeline({ environment: { EXPLORER: 'off' } });
  try {
    for (const path of ['/docs', '/docs/guide', '/docs/docs.css', '/docs/search.json'])
      expect((await fetch(closed.url + path, { headers: HTML })).status).toBe(404);
  } finally {
    await closed.close();
  }
});

test('all of it is smaller than 1.5 MB', () => {
  const files = readdirSync('dist/docs', { recursive: true, encoding: 'utf8' });
  const bytes = files.map((file) => statSync(`dist/docs/${file}`)).filter((stat) => stat.isFile());
  expect(bytes.reduce((sum, { size }) => sum + size, 0)).toBeLessThan(1_500_000);
});
