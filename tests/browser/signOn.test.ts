import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { keepPicture, launchBrowser, openPage } from '../support/browser.ts';
import { startDns } from '../support/dns.ts';
import { startIssuer } from '../support/organizationIssuer.ts';
import { ofItsOwn } from '../support/organizations.ts';
import { asAda } from '../support/people.ts';
import { passIssuer } from '../support/signIn.ts';

const signOn = '/api/users/organization/sign-on';
const records = new Map<string, string[]>();
let browser: Browser;
let issuer: Awaited<ReturnType<typeof startIssuer>>;
let dns: Awaited<ReturnType<typeof startDns>>;

beforeAll(async () => {
  [browser, issuer, dns] = await Promise.all([launchBrowser(), startIssuer(), startDns(records)]);
});
afterAll(async () => {
  await Promise.all([browser?.close(), issuer?.stop(), dns?.stop()]);
});

describe("an organization's own sign-on", () => {
  it('brings somebody of its domain to it by the web page, once the domain says so', async () => {
    const { within } = await ofItsOwn(asAda(), 'Signed on');
    const json = { ...issuer.registration, domains: ['example.com'], defaultRole: 'viewer' };
    const { body } = await within(signOn, { method: 'PUT', json });
    const verify = () => within(`${signOn}/domains/example.com/verify`, { method: 'POST' });
    expect((await verify()).status).toBe(422);
    records.set('example.com', ['v=spf1 -all', body.domains[0].record]);
    expect((await verify()).status).toBe(200);

    const { webUrl } = inject('cloud');
    const { page, mistakes } = await openPage(browser);
    await page.goto(webUrl);
    await page.getByRole('button', { name: 'Sign in with your organization' }).click();
    await page.getByRole('textbox', { name: 'E-mail address' }).fill('grace@example.com');
    await page.getByRole('button', { name: 'Go on' }).click();
    await passIssuer(page, webUrl, 'grace@example.com');

    await page.getByRole('button', { name: 'Organization, Signed on' }).waitFor();
    // A viewer runs nothing.
    await page.getByRole('link', { name: 'Workbooks' }).waitFor();
    await keepPicture(page, 'signed-on');
    const { body: members } = await within('/api/users/organization/members');
    expect(members.items).toContainEqual(
      expect.objectContaining({ name: 'Grace Hopper', email: 'grace@example.com', role: 'viewer', kind: 'sign-on' }),
    );
    expect(mistakes).toEqual([]);
    // Others sign in as before.
    expect((await within(signOn, { method: 'DELETE' })).status).toBe(204);
  });
});
