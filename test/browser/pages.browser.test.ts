// The start page and the explorer in a real browser: no console error, no foreign request, no violation of the content security policy.
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Browser, chromium, type Page, type Request } from 'playwright-core';
import { cards } from '../../src/emulator/cards.js';
import { openPipeline, type Pipeline } from '../support/pipeline.js';

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const SHOTS = process.env['SCREENSHOTS'];

let pipeline: Pipeline;
let browser: Browser;
let trouble: string[];

beforeAll(async () => {
  pipeline = await openPipeline({ testDevices: cards });
  browser = await chromium.launch({
    executablePath: CHROMIUM,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-sync',
    ],
  });
});

afterAll(async () => {
  await browser.close();
  await pipeline.close();
});

async function openPage(path: string): Promise<Page> {
  trouble = [];
  const page = await (await browser.newContext()).newPage();
  page.on('console', (message) => {
    if (message.type() === 'error') trouble.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => trouble.push(`page: ${error.message}`));
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(pipeline.url))
      trouble.push(`foreign: ${request.url()}`);
  });
  await page.goto(`${pipeline.url}${path}`);
  return page;
}

async function shoot(page: Page, name: string): Promise<void> {
  if (SHOTS) await page.screenshot({ path: join(SHOTS, `${name}.png`) });
}

test('from the start page a newcomer reaches a result with data in two clicks', async () => {
  const page = await openPage('/');
  await shoot(page, 'start');
  await page.click('a[href^="/graphql?query="]');
  await explorerIsReady(page);
  await page.click(EXECUTE);
  await page.locator('.result-window', { hasText: 'totalCount' }).waitFor();
  await shoot(page, 'explorer');
  expect(trouble).toEqual([]);
});

test('the explorer has a tab for every example operation, and each of them runs with the variables that it came with', async () => {
  const page = await openPage('/graphql');
  await explorerIsReady(page);
  const tabs = page.locator('.graphiql-tab-button');
  expect(await tabs.count()).toBe(7);
  for (const tab of await tabs.all()) {
    await tab.click();
    await editorShows(page, (await tab.textContent())?.trim() ?? '');
    const answer = page.waitForResponse((response) => isOperation(response.request()));
    await page.locator('.result-window', { hasNotText: 'data' }).waitFor();
    await page.click(EXECUTE);
    const { data, errors, extensions } = (await (await answer).json()) as Answer;
    expect({ data, errors, extensions }).toMatchObject({
      data: expect.anything(),
      extensions: { upstream: expect.anything() },
    });
    expect(errors).toBeUndefined();
    await page.locator('.result-window', { hasText: 'data' }).waitFor();
  }
  await shoot(page, 'tabs');
  expect(trouble).toEqual([]);
});

/** The button does nothing before all editors are there. */
async function explorerIsReady(page: Page): Promise<void> {
  await editorShows(page, 'device(');
  for (const editor of ['.graphiql-editor-tool', '.result-window'])
    await page.locator(`${editor} .view-lines`).first().waitFor({ state: 'attached' });
}

/** The button stops an operation while one runs. */
const EXECUTE = '.graphiql-execute-button[aria-label^="Execute"]';

const editorShows = (page: Page, text: string): Promise<void> =>
  page.locator('.graphiql-query-editor .view-lines', { hasText: text }).waitFor();

/** What the reader runs, and neither the introspection nor a file. */
const isOperation = (request: Request): boolean =>
  request.method() === 'POST' && !request.postData()?.includes('IntrospectionQuery');

interface Answer {
  readonly data?: object;
  readonly errors?: readonly object[];
  readonly extensions?: object;
}

test('on a phone and in the dark the start page fits its width', async () => {
  const page = await openPage('/');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 390, height: 800 });
  const width = Number(await page.evaluate('document.documentElement.scrollWidth'));
  await shoot(page, 'phone');
  expect(width).toBeLessThanOrEqual(390);
  expect(trouble).toEqual([]);
});
