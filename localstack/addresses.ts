import * as z from 'zod';
import type { Cloud } from './clouds.ts';
import type { Outputs } from './deploy.ts';

/** What the platform's stack says about itself. */
const platformOutputs = z.object({
  RestApiId: z.string(),
  StageName: z.string(),
  Issuer: z.url(),
  UserPoolId: z.string().optional(),
  ClientId: z.string(),
  Resource: z.string().optional(),
});

/** How a deployed platform is reached on this machine. */
export interface Addresses {
  /** The API's base: followed by /api/... */
  apiUrl: string;
  issuer: string;
  clientId: string;
  /** What an access token has to be asked for (RFC 8707), where the issuer wants to be told. */
  resource?: string;
  /** Missing where another issuer than a user pool signs people in. */
  userPoolId?: string;
  /** Where the issuer's discovery document is, if not under the issuer's own address. */
  metadataUrl?: string;
}

/** Throws if no stack has the outputs of the platform's. */
export const addressesOf = (cloud: Cloud, outputs: Outputs): Addresses => {
  const found = Object.values(outputs).find(({ RestApiId }) => RestApiId !== undefined);
  const { RestApiId, StageName, Issuer, UserPoolId, ClientId, Resource } = platformOutputs.parse(found ?? {});
  return {
    apiUrl: cloud.apiUrl(RestApiId, StageName),
    issuer: Issuer,
    clientId: ClientId,
    ...(Resource !== undefined && { resource: Resource }),
    ...(UserPoolId !== undefined && {
      userPoolId: UserPoolId,
      metadataUrl: `${cloud.endpoint}/${UserPoolId}/.well-known/openid-configuration`,
    }),
  };
};
