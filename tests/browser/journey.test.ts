import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { keepPicture, launchBrowser, openPage } from '../support/browser.ts';
import { asAda } from '../support/people.ts';
import { signIn } from '../support/signIn.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

const iterations = 20_000;

/** On the model page: gives the price another most likely value. */
const choosePrice = async (page: Page, mostLikely: number) => {
  await page
    .getByRole('region', { name: 'Uncertain inputs' })
    .getByRole('button', { name: /^Price / })
    .click();
  await page.getByRole('textbox', { name: 'Most likely' }).fill(String(mostLikely));
  await page.getByRole('img', { name: /^Shape of the distribution/ }).waitFor();
};

/** From the model page to the end of the run; answers its id. */
const run = async (page: Page): Promise<string> => {
  await page.getByRole('button', { name: 'Run simulation' }).click();
  await page.waitForURL(/\/simulations\/sim_/);
  await page.getByRole('progressbar', { name: 'Progress of the simulation' }).waitFor();
  await page.getByRole('region', { name: 'Statistics' }).waitFor({ timeout: 120_000 });
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
};

const shownMean = (page: Page): Promise<string | null> =>
  page
    .getByRole('table', { name: /^Statistics of/ })
    .getByRole('row', { name: /^Mean / })
    .getByRole('cell')
    .textContent();

const numberOf = (text: string | null): number => Number(text?.replaceAll(/[^\d.−]/g, '').replace('−', '-'));

describe('the web page', () => {
  it('leads from the sign-in to results, and from there to changed ones', { timeout: 300_000 }, async () => {
    const { page, mistakes } = await openPage(browser);
    await signIn(page, inject('cloud').webUrl, 'ada@example.com');
    await page.getByRole('link', { name: 'New simulation' }).click();
    await page
      .getByRole('listitem')
      .filter({ has: page.getByRole('heading', { name: 'Product launch', exact: true }) })
      .getByRole('button', { name: 'Use this example' })
      .click();
    await page.waitForURL(/\/files\/fil_/);

    await choosePrice(page, 52);
    await page.getByRole('textbox', { name: 'Iterations' }).fill(iterations.toLocaleString('en'));
    await page.getByRole('textbox', { name: 'Simulation name' }).fill('Launch at a higher price');
    const simulationId = await run(page);

    await page.getByRole('img', { name: /^Histogram of Net present value/ }).waitFor();
    await page.getByRole('region', { name: 'Sensitivity' }).waitFor();
    const { body } = await asAda()(`/api/results/${simulationId}`);
    expect(body.iterations).toBe(iterations);
    expect(body.request.inputs[0]).toMatchObject({ name: 'Price', distribution: 'triangular(42, 52, 54)' });
    const mean = numberOf(await shownMean(page));
    expect(mean / body.outputs[0].mean).toBeCloseTo(1, 5);
    await keepPicture(page, 'results');

    await page.getByRole('link', { name: 'Change and run again' }).click();
    await choosePrice(page, 44);
    await run(page);

    // The same seed, and a lower price: less.
    await page.getByRole('img', { name: /^Histogram of Net present value/ }).waitFor();
    expect(numberOf(await shownMean(page))).toBeLessThan(mean);
    await page.getByRole('link', { name: 'Simulations', exact: true }).click();
    await page
      .getByRole('list', { name: 'Simulations' })
      .getByRole('link', { name: 'Launch at a higher price' })
      .nth(1)
      .waitFor();
    expect(mistakes).toEqual([]);
  });

  it('says why it refuses a file', async () => {
    const { page } = await openPage(browser);
    await signIn(page, inject('cloud').webUrl, 'ada@example.com');
    await page.goto(`${inject('cloud').webUrl}/new`);

    await page
      .getByLabel('Choose a workbook')
      .setInputFiles({ name: 'plan.xlsx', mimeType: 'application/octet-stream', buffer: Buffer.from('no workbook') });

    await page.getByRole('alert').filter({ hasText: 'plan.xlsx was not accepted' }).waitFor();
  });
});
