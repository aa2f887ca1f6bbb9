import * as z from 'zod';
import { failed, ok, type Result } from '../../../engine/result.ts';
import type { GuardedGet } from '../../../shared/outbound/guardedGet.ts';

/** Where an issuer says that its keys and the profiles of its people are. */
export interface Discovered {
  jwksUri: string;
  userInfoUri: string | null;
}
export type Discover = (issuer: string) => Promise<Result<Discovered, string>>;

const address = z.url({ protocol: /^https?$/ }).max(1000);
const discoveryDocument = z.object({
  issuer: z.string(),
  jwks_uri: address,
  userinfo_endpoint: address.optional(),
});
const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).min(1) });

/** OpenID Connect Discovery 1.0: the document has to name the issuer exactly, or it speaks for somebody else. */
export const discovery =
  (get: GuardedGet): Discover =>
  async (issuer) => {
    const at = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    try {
      const found = discoveryDocument.parse(await json(get, at));
      if (found.issuer !== issuer) return failed(`${at} is of the issuer ${found.issuer}.`);
      keySet.parse(await json(get, found.jwks_uri));
      return ok({ jwksUri: found.jwks_uri, userInfoUri: found.userinfo_endpoint ?? null });
    } catch (error) {
      const why = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
      return failed(`${at} and the keys that it names cannot be used: ${why}`);
    }
  };

const json = async (get: GuardedGet, at: string): Promise<unknown> => {
  const { status, body } = await get(at);
  if (status !== 200) throw new Error(`${at} answers ${status}`);
  try {
    return JSON.parse(body);
  } catch {
    throw new Error(`${at} is not JSON`);
  }
};
