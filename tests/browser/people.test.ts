import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { type Api, apiWith, until } from '../support/api.ts';
import { keepPicture, launchBrowser, openPage } from '../support/browser.ts';
import { actingIn, asAda, asGrace } from '../support/people.ts';
import { passIssuer, signIn } from '../support/signIn.ts';
import { exampleRequest, simulate, uploadExample } from '../support/simulate.ts';

const organization = 'Risk desk';
let browser: Browser;

const homeOf = async (api: Api): Promise<string> => (await api('/api/users/me')).body.organizationId;

beforeAll(async () => {
  browser = await launchBrowser();
  const homes = [[asAda(), await homeOf(asAda())] as const, [asGrace(), await homeOf(asGrace())] as const];
  return async () => {
    await browser.close();
    // As other tests expect it: the page makes where somebody goes their default.
    for (const [api, organizationId] of homes)
      await api('/api/users/me', { method: 'PATCH', json: { organizationId } });
  };
});

/** The organization that Ada just made, with a run that its members see. */
const fill = async (): Promise<void> => {
  const { organizations } = (await asAda()('/api/users/me')).body;
  const { organizationId } = organizations.findLast(({ name }: { name: string }) => name === organization);
  const ada = actingIn(organizationId, asAda());
  const fileId = await uploadExample(ada, 'newsvendor');
  const run = await simulate(ada, {
    ...(await exampleRequest('newsvendor')),
    fileId,
    name: 'Papers',
    iterations: 2000,
  });
  expect(run.body.status).toBe('COMPLETED');
};

const goTo = (page: Page, part: string) =>
  page.getByRole('navigation', { name: 'Organization' }).getByRole('link', { name: part, exact: true }).click();

describe('people on the web page', () => {
  it('invite a colleague, who sees what was simulated and has no way to run anything', {
    timeout: 300_000,
  }, async () => {
    const { webUrl } = inject('cloud');
    const ada = await openPage(browser);
    await signIn(ada.page, webUrl, 'ada@example.com');
    await ada.page.getByRole('button', { name: /^Organization, / }).click();
    await ada.page.getByRole('link', { name: 'Create an organization' }).click();
    await ada.page.getByRole('textbox', { name: 'Organization name' }).fill(organization);
    await ada.page.getByRole('button', { name: 'Create it' }).click();
    await ada.page.getByRole('button', { name: `Organization, ${organization}` }).waitFor();
    await fill();

    await ada.page.getByRole('textbox', { name: 'E-mail address' }).fill('grace@example.com');
    await ada.page.getByRole('combobox', { name: 'Role' }).selectOption('viewer');
    await ada.page.getByRole('button', { name: 'Make an invitation' }).click();
    const link = await ada.page.getByRole('textbox', { name: 'Invitation link' }).inputValue();
    await keepPicture(ada.page, 'invitation');

    const grace = await openPage(browser);
    const asked: string[] = [];
    grace.page.on('request', (request) => asked.push(request.url()));
    await grace.page.goto(link);
    await grace.page.getByRole('button', { name: 'Sign in to accept' }).click();
    await passIssuer(grace.page, webUrl, 'grace@example.com');
    await grace.page.getByRole('heading', { name: `Join ${organization}?` }).waitFor();
    await grace.page.getByRole('button', { name: 'Accept the invitation' }).click();
    await grace.page.getByText(`You belong to ${organization} now, as viewer.`).waitFor();
    expect(asked.filter((url) => new URL(url).pathname !== '/invitations/accept' && url.includes('inv_sim_'))).toEqual(
      [],
    );

    await grace.page.getByRole('list', { name: 'Simulations' }).getByRole('link', { name: 'Papers' }).click();
    await grace.page.getByRole('region', { name: 'Statistics' }).waitFor();
    await keepPicture(grace.page, 'viewer');
    await grace.page.getByRole('link', { name: 'See its workbook' }).click();
    await grace.page.getByText(/Running simulations of it is not part of your role/).waitFor();
    const ways = /New simulation|Run simulation|run again|Export|^Delete|Make uncertain|Track/;
    expect(await grace.page.getByRole('button', { name: ways }).count()).toBe(0);
    expect(await grace.page.getByRole('link', { name: ways }).count()).toBe(0);
    await grace.page.getByRole('link', { name: 'Workbooks' }).click();
    await grace.page.getByRole('link', { name: 'newsvendor.xlsx' }).waitFor();
    expect(await grace.page.getByLabel('Choose a workbook').count()).toBe(0);

    await goTo(ada.page, 'Members');
    await ada.page.getByRole('list', { name: 'Members' }).getByText('grace@example.com', { exact: true }).waitFor();

    // Her own organization is as it was, and hers to run in.
    await grace.page.getByRole('button', { name: `Organization, ${organization}` }).click();
    await grace.page.getByRole('button', { name: /^Grace Hopper's organization/ }).click();
    await grace.page.getByRole('link', { name: 'New simulation' }).waitFor();
    expect([...ada.mistakes, ...grace.mistakes]).toEqual([]);
  });

  it('make an API key, which works until it is revoked', { timeout: 180_000 }, async () => {
    const { page, mistakes } = await openPage(browser);
    await signIn(page, inject('cloud').webUrl, 'ada@example.com');
    await page.getByRole('button', { name: /^Organization, / }).click();
    await page.getByRole('link', { name: 'Members and settings' }).click();
    await goTo(page, 'API keys');
    await page.getByRole('button', { name: 'Make a key' }).click();
    await page.getByRole('textbox', { name: 'Key name' }).fill('nightly plan');
    await page.getByRole('button', { name: 'Make key', exact: true }).click();

    const key = apiWith(await page.getByRole('textbox', { name: 'API key' }).inputValue());
    const working = await key('/api/files');
    await keepPicture(page, 'api-key');
    await page.getByRole('button', { name: 'Revoke nightly plan' }).click();
    await page.getByRole('button', { name: 'Revoke key' }).click();
    await page.getByRole('heading', { name: 'No API keys' }).waitFor();

    expect(working.status).toBe(200);
    await until(
      () => key('/api/files'),
      ({ status }) => status === 401,
      20_000,
    );
    expect(mistakes).toEqual([]);
  });
});
