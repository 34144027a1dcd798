// The dashboard in a real browser without a network, as `npm run build:demo` makes it.
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { openPipeline, type Pipeline } from '../support/pipeline.js';
import { openBrowser, openWatchedPage, violationsOf } from './browser.fixture.js';

const SHOTS = process.env['SCREENSHOTS'];

let pipeline: Pipeline;
let browser: Browser;
beforeAll(async () => {
  pipeline = await openPipeline({ environment: { ATTEMPT_TIMEOUT_MS: '1000' } });
  // The page reckons its windows by its own clock.
  pipeline.clock.now = Date.now();
  browser = await openBrowser();
});
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));
afterAll(async () => {
  await browser.close();
  await pipeline.close();
});

async function shoot(page: Page, name: string): Promise<void> {
  if (SHOTS) await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true });
}

test('the dashboard shows a device with its figures, and its sessions page by page', async () => {
  const { page, trouble } = await openWatchedPage(browser, `${pipeline.url}/demo`);
  await page.getByText(/^25 of \d+ sessions$/).waitFor();
  await page.getByRole('button', { name: 'More sessions' }).click();
  await page.getByText(/^50 of \d+ sessions$/).waitFor();
  await shoot(page, 'demo-device');
  expect(trouble).toEqual([]);
});

test('the dashboard shows a fleet with the problems of its devices in their places', async () => {
  const { page, trouble } = await openWatchedPage(browser, `${pipeline.url}/demo`);
  await page.getByRole('button', { name: 'Fleet' }).click();
  await page.getByText('DEVICE_INACTIVE').waitFor();
  await shoot(page, 'demo-fleet');
  expect(trouble).toEqual([]);
});

test.each([
  ['Unknown device', 'DEVICE_NOT_FOUND'],
  ['Broken upstream', 'UPSTREAM_UNAVAILABLE'],
])('the dashboard says what is wrong: %s', async (name, code) => {
  const { page, trouble } = await openWatchedPage(browser, `${pipeline.url}/demo`);
  await page.getByRole('button', { name }).click();
  await page.getByText(code).waitFor();
  expect(trouble).toEqual([]);
});

test('the dashboard fits a phone in the dark', async () => {
  const { page, trouble } = await openWatchedPage(browser, `${pipeline.url}/demo`, {
    colorScheme: 'dark',
    viewport: { width: 390, height: 800 },
  });
  await page.getByText(/^25 of \d+ sessions$/).waitFor();
  await shoot(page, 'demo-phone');
  expect(Number(await page.evaluate('document.documentElement.scrollWidth'))).toBeLessThanOrEqual(390);
  expect(trouble).toEqual([]);
});

test.each(['light', 'dark'] as const)('axe finds nothing serious in the dashboard: %s', async (colorScheme) => {
  // The policy of the page lets in no script but its own.
  const { page } = await openWatchedPage(browser, `${pipeline.url}/demo`, { colorScheme, bypassCSP: true });
  await page.getByText(/^25 of \d+ sessions$/).waitFor();
  expect(await violationsOf(page)).toEqual([]);
  await page.getByRole('button', { name: 'Fleet' }).click();
  await page.getByText('DEVICE_INACTIVE').waitFor();
  expect(await violationsOf(page)).toEqual([]);
});
