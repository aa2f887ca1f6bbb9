import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';

const artifacts = join(import.meta.dirname, '..', '..', 'artifacts');

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** Of the browser that the environment's CHROMIUM names, else of the first one on the path. */
const findBrowser = (): string => {
  const { CHROMIUM: given, PATH: path = '' } = process.env;
  const folders = path.split(delimiter);
  const found = given ?? names.flatMap((name) => folders.map((folder) => join(folder, name))).find(existsSync);
  if (found === undefined || !existsSync(found)) {
    throw new Error(
      `The browser tests need Chromium, and ${given ?? `none of ${names.join(', ')} on the path`} is there. ` +
        'Install it (Debian, Ubuntu: apt-get install chromium), or name its program in CHROMIUM.',
    );
  }
  return found;
};

/** Without a window, and without calls of its own to anywhere. */
export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: findBrowser(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

/** A page with a session of its own, and all that went wrong in it. */
export const openPage = async (browser: Browser): Promise<{ page: Page; mistakes: string[] }> => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const mistakes: string[] = [];
  page.on('pageerror', ({ message }) => mistakes.push(message));
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) mistakes.push(message.text());
  });
  return { page, mistakes };
};

/** Keeps a picture of the page for people to look at: artifacts/<name>.png. */
export const keepPicture = async (page: Page, name: string): Promise<void> => {
  await mkdir(artifacts, { recursive: true });
  await page.screenshot({ path: join(artifacts, `${name}.png`), fullPage: true });
};
