import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { keepPicture, launchBrowser, openPage } from '../support/browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

it('the reference of the API is there for everybody, from this installation alone', async () => {
  const { page, mistakes } = await openPage(browser);
  const { webUrl } = inject('cloud');
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));

  await page.goto(webUrl);
  await page.getByRole('link', { name: 'API reference' }).click();
  await page.getByRole('link', { name: 'Start a simulation' }).first().click();
  await page.getByText('Idempotency-Key').first().waitFor();

  await keepPicture(page, 'reference');
  expect(mistakes).toEqual([]);
  expect(
    asked.filter((url) => !url.startsWith(webUrl) && !url.startsWith('data:') && !url.startsWith('blob:')),
  ).toEqual([]);
});
