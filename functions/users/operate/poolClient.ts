/** Clients of the user pool that ask for tokens of their own, with a secret. */
import {
  CognitoIdentityProviderClient,
  type CognitoIdentityProviderClientConfig,
  CreateUserPoolClientCommand,
  DeleteUserPoolClientCommand,
  OAuthFlowType,
} from '@aws-sdk/client-cognito-identity-provider';
import * as z from 'zod';

export interface Client {
  clientId: string;
  clientSecret?: string;
}

const created = z.object({ ClientId: z.string(), ClientSecret: z.string() });

export const makeClient = async (
  settings: CognitoIdentityProviderClientConfig,
  UserPoolId: string,
  name: string,
  scope: string,
): Promise<Client> => {
  const { UserPoolClient } = await new CognitoIdentityProviderClient(settings).send(
    new CreateUserPoolClientCommand({
      UserPoolId,
      ClientName: name,
      GenerateSecret: true,
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: [OAuthFlowType.client_credentials],
      AllowedOAuthScopes: [scope],
      // It signs nobody else in.
      ExplicitAuthFlows: [],
      AccessTokenValidity: 1,
      TokenValidityUnits: { AccessToken: 'hours' },
    }),
  );
  const { ClientId, ClientSecret } = created.parse(UserPoolClient);
  return { clientId: ClientId, clientSecret: ClientSecret };
};

/** One that is gone is no mistake: what matters is that it is. */
export const removeClient = async (
  settings: CognitoIdentityProviderClientConfig,
  UserPoolId: string,
  ClientId: string,
): Promise<void> => {
  await new CognitoIdentityProviderClient(settings)
    .send(new DeleteUserPoolClientCommand({ UserPoolId, ClientId }))
    .catch((error: Error) => {
      if (error.name !== 'ResourceNotFoundException') throw error;
    });
};
