// A Chromium for tests, whose network is cut but for loopback, and that remembers whatever a page does wrong.
import { createRequire } from 'node:module';
import type axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-sync',
];

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    headless: true,
    args: ARGUMENTS,
  });

export interface WatchedPage {
  readonly page: Page;
  /** Console errors, violations of the policy among them, faults of scripts, and requests that would have left this machine. */
  readonly trouble: readonly string[];
}

const isLocal = (url: URL): boolean => /^(data|blob):$/.test(url.protocol) || url.hostname === '127.0.0.1';

/** Whatever is not loopback is refused, as by a machine without a network. */
export async function openWatchedPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const trouble: string[] = [];
  const context = await browser.newContext(options);
  await context.route(
    (each) => !isLocal(each),
    (route) => {
      trouble.push(`foreign: ${route.request().url()}`);
      return route.abort('internetdisconnected');
    },
  );
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error') trouble.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => trouble.push(`page: ${error.message}`));
  await page.goto(url);
  return { page, trouble };
}

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** axe comes in past the policy of the page, which lets in no script but its own. */
export async function violationsOf(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: AXE });
  const { violations } = (await page.evaluate('axe.run()')) as axe.AxeResults;
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
