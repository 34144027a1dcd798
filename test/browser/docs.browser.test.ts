// The pages in a real browser without a network: accessible by axe, searchable by keyboard, readable on a phone, and three clicks from a result.
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { cards } from '../../src/emulator/cards.js';
import { openPipeline, type Pipeline } from '../support/pipeline.js';
import { openBrowser, openWatchedPage, violationsOf, type WatchedPage } from './browser.fixture.js';

const SHOTS = process.env['SCREENSHOTS'];

let pipeline: Pipeline;
let browser: Browser;
beforeAll(async () => {
  pipeline = await openPipeline({ testDevices: cards });
  browser = await openBrowser();
});
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));
afterAll(async () => {
  await browser.close();
  await pipeline.close();
});

const open = (path: string, options = {}): Promise<WatchedPage> =>
  openWatchedPage(browser, `${pipeline.url}${path}`, options);

async function shoot(page: Page, name: string): Promise<void> {
  if (SHOTS) await page.screenshot({ path: join(SHOTS, `${name}.png`) });
}

const PAGES = ['/', '/errors', '/docs', '/docs/types/Device', '/docs/configuration'];

describe.each([{ colorScheme: 'light' }, { colorScheme: 'dark', viewport: { width: 390, height: 800 } }] as const)(
  'in %j',
  (scheme) => {
    test.each(PAGES)('axe finds nothing serious at %s', async (path) => {
      const { page } = await open(path, { ...scheme, bypassCSP: true });
      expect(await violationsOf(page)).toEqual([]);
    });

    test('no page violates its policy, asks anybody else, or is wider than the window', async () => {
      const { page, trouble } = await open('/', scheme);
      for (const path of PAGES) {
        await page.goto(`${pipeline.url}${path}`);
        await shoot(page, `docs${path.replaceAll('/', '-')}-${scheme.colorScheme}`);
        const [needed, had] = (await page.evaluate('[document.documentElement.scrollWidth, innerWidth]')) as number[];
        expect([path, needed]).toEqual([path, had]);
      }
      expect(trouble).toEqual([]);
    });
  },
);

test('without a network a newcomer comes from the start page over the documentation to a result in three clicks', async () => {
  const { page, trouble } = await open('/');
  await page.click('a[href="/docs"]');
  await page.click('header a[href="/graphql"]');
  await page.waitForSelector('.graphiql-execute-button');
  await page.click('.graphiql-execute-button');
  await page.locator('.result-window', { hasText: 'totalCount' }).waitFor();
  expect(await page.locator('.result-window').textContent()).toMatch(/"totalCount":\s[1-9]\d*,/);
  expect(trouble).toEqual([]);
});

test('a field is found, chosen and reached with the keyboard alone', async () => {
  const { page, trouble } = await open('/docs');
  await page.keyboard.press('/');
  await page.keyboard.type('durationrange');
  await page.locator('#results a').first().waitFor();
  expect(await page.locator('#count').textContent()).toMatch(/^\d+ found/);
  await shoot(page, 'docs-search');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/docs/types/DurationRange');
  expect(await page.locator('h1').textContent()).toBe('DurationRange');
  expect(trouble).toEqual([]);
});

test('words that occur nowhere are said to be found nowhere', async () => {
  const { page } = await open('/docs/guide');
  await page.fill('#search', 'nonsense-that-is-nowhere');
  await page.locator('#count', { hasText: '0 found' }).waitFor();
  expect(await page.locator('#results a').count()).toBe(0);
});
