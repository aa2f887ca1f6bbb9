import type * as z from 'zod';
import { signOnOfDomain } from '../../../shared/api/signOnOfDomain.ts';
import { errorFrom, unreachable } from '../api/errors.ts';

/** Where people of a company sign in: at the issuer that their organization registered. */
export type SignOn = z.infer<typeof signOnOfDomain>;

const key = 'simsheet.sign-on';

/** By which a tab's session was begun; undefined if by the platform's own issuer. */
export const rememberedSignOn = (): SignOn | undefined => {
  const remembered = sessionStorage.getItem(key);
  return remembered === null ? undefined : signOnOfDomain.safeParse(JSON.parse(remembered)).data;
};

export const rememberSignOn = (signOn: SignOn | undefined): void =>
  signOn === undefined ? sessionStorage.removeItem(key) : sessionStorage.setItem(key, JSON.stringify(signOn));

/** The part of an e-mail address that says whose it is. */
const domainOf = (email: string): string => email.slice(email.lastIndexOf('@') + 1).trim();

/** How people with this e-mail address sign in. Throws an `ApiError` that says so if no organization has registered that. */
export const findSignOn = async (email: string): Promise<SignOn> => {
  const path = `/gateway/sign-on?domain=${encodeURIComponent(domainOf(email))}`;
  const response = await fetch(path).catch((error: unknown) => {
    throw unreachable(error);
  });
  if (!response.ok) throw await errorFrom(response);
  return signOnOfDomain.parse(await response.json());
};
