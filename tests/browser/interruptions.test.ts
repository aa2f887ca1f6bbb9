import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../../localstack/ports.ts';
import { createMockServer, type MockServer } from '../../web/mocks/mockServer.ts';
import { ensureBuild } from '../../web/server/build.ts';
import { readSettings } from '../../web/server/settings.ts';
import { createWebServer } from '../../web/server/webServer.ts';
import { launchBrowser, openPage } from '../support/browser.ts';

/** The real page and web server in front of an API that the test can end, which a deployment for all tests is not for. */
let browser: Browser;
let api: MockServer;
let web: Awaited<ReturnType<typeof createWebServer>>;
let webUrl: string;

beforeAll(async () => {
  await ensureBuild();
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

beforeEach(async () => {
  api = createMockServer(await freePort(19_390));
  await api.start();
  const settings = readSettings({
    SIMSHEET_API_URL: api.address,
    SIMSHEET_ISSUER: api.address,
    SIMSHEET_CLIENT_ID: 'page',
  });
  web = await createWebServer({ settings });
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  webUrl = `http://localhost:${(web.address() as AddressInfo).port}`;
});
afterEach(async () => {
  web.closeAllConnections();
  await new Promise((resolve) => web.close(resolve));
  await api.stop();
});

/** A workbook with a change that is not sent yet. */
const openChangedModel = async (): Promise<Page> => {
  const { page } = await openPage(browser);
  await page.goto(webUrl);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('link', { name: 'New simulation' }).click();
  await page.getByRole('link', { name: 'Launch plan.xlsx' }).click();
  await page.getByRole('gridcell', { name: /^B4, 100/ }).click();
  await page.getByRole('button', { name: 'Make uncertain' }).click();
  await page.getByRole('textbox', { name: 'Most likely' }).fill('105');
  await page.getByRole('button', { name: 'Track Net present value' }).click();
  return page;
};

const runToResults = async (page: Page) => {
  await page.getByRole('button', { name: 'Run simulation' }).click();
  await page.getByRole('region', { name: 'Statistics' }).waitFor();
};

describe('an open page', () => {
  it('says that it reconnects while the API is gone, and goes on once it is back', async () => {
    const page = await openChangedModel();
    const connection = page.getByRole('status', { name: 'Connection' });
    expect(await connection.textContent()).toBe('');

    await api.stop();
    await connection.getByText('Reconnecting.').waitFor();
    await api.start();
    await connection.getByText('Reconnecting.').waitFor({ state: 'detached' });

    expect(await page.getByRole('textbox', { name: 'Most likely' }).inputValue()).toBe('105');
    await runToResults(page);
  });

  it('keeps what was entered when the session ends, through signing in again', async () => {
    const page = await openChangedModel();
    api.api.state.refusesTokens = true;
    api.issuer.refusesRenewal = true;

    await page.getByRole('button', { name: 'Run simulation' }).click();
    const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
    await dialog.waitFor();
    api.api.state.refusesTokens = false;
    api.issuer.refusesRenewal = false;
    await dialog.getByRole('button', { name: 'Sign in again' }).click();

    await page
      .getByRole('button', { name: /^Model!B4|^Unit price/ })
      .first()
      .click();
    expect(await page.getByRole('textbox', { name: 'Most likely' }).inputValue()).toBe('105');
    await runToResults(page);
  });
});
