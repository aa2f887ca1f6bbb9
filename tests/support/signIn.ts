import type { Page } from 'playwright-core';
import { demoPassword } from '../../localstack/demo.ts';

/** Signs in as somebody does, on the issuer's own pages: Cognito's hosted ones, or those of the local provider. */
export const signIn = async (page: Page, webUrl: string, email: string): Promise<void> => {
  await page.goto(webUrl);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await passIssuer(page, webUrl, email);
  await page.getByRole('button', { name: 'Account' }).waitFor();
};

/** From wherever the page led to the issuer, back to it. */
export const passIssuer = async (page: Page, webUrl: string, email: string): Promise<void> => {
  await page.waitForURL((url) => url.origin !== new URL(webUrl).origin);
  await page.locator('input[type=text]').fill(email);
  await page.locator('input[type=password]').fill(demoPassword);
  await page.getByRole('button', { name: /^sign.in$/i }).click();
};
