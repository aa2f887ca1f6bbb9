/** What is used here of the package, which comes without types: https://github.com/panva/node-oidc-provider */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  export interface Account {
    accountId: string;
    claims(): { sub: string; [claim: string]: unknown };
  }
  export interface Grant {
    addOIDCScope(scope: string): void;
    addResourceScope(resource: string, scope: string): void;
    save(): Promise<string>;
  }
  interface Context {
    oidc: {
      client: { clientId: string };
      session: { accountId: string };
      provider: { Grant: new (about: { accountId: string; clientId: string }) => Grant };
    };
  }
  export class Provider {
    constructor(
      issuer: string,
      configuration: {
        clients: readonly Record<string, unknown>[];
        jwks: { keys: readonly object[] };
        scopes: readonly string[];
        cookies: { keys: readonly string[] };
        claims: Record<string, readonly string[]>;
        ttl: Record<string, number>;
        features: Record<string, object>;
        findAccount(context: Context, id: string): Promise<Account | undefined>;
        loadExistingGrant(context: Context): Promise<Grant>;
        clientBasedCORS(context: Context, origin: string): boolean;
        extraTokenClaims(context: Context, token: { accountId: string }): Record<string, unknown>;
        conformIdTokenClaims: boolean;
        issueRefreshToken(): Promise<boolean>;
      },
    );
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  }
}
