import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import * as z from 'zod';
import type { Addresses } from './addresses.ts';
import { clientSettings } from './clouds.ts';
import { demoPassword, demoPeople } from './demo.ts';
import { signAccessToken } from './oidc/keys.ts';
import type { Places } from './places.ts';

/** Puts the demo people into the user pool, unless they are there. Another issuer knows them already. */
export const ensurePeople = async (endpoint: string, { userPoolId }: Addresses): Promise<void> => {
  if (userPoolId === undefined) return;
  const client = new CognitoIdentityProviderClient(clientSettings(endpoint));
  for (const { email, name, groups } of demoPeople) {
    const person = { UserPoolId: userPoolId, Username: email };
    const attributes = { email, email_verified: 'true', name };
    await client
      .send(
        new AdminCreateUserCommand({
          ...person,
          MessageAction: 'SUPPRESS',
          UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
        }),
      )
      .catch((error: Error) => {
        if (error.name !== 'UsernameExistsException') throw error;
      });
    await client.send(new AdminSetUserPasswordCommand({ ...person, Password: demoPassword, Permanent: true }));
    for (const GroupName of groups) await client.send(new AdminAddUserToGroupCommand({ ...person, GroupName }));
  }
};

/** An access token of a demo person. */
export const accessTokenFor = async (
  { endpoint, addresses, places }: { endpoint: string; addresses: Addresses; places: Places },
  email: string,
): Promise<string> => {
  const person = demoPeople.find((candidate) => candidate.email === email);
  if (person === undefined) {
    throw new Error(
      `There is no demo person ${email}. There are: ${demoPeople.map((known) => known.email).join(', ')}.`,
    );
  }
  return addresses.userPoolId === undefined
    ? signAccessToken(places.oidc, addresses.issuer, person)
    : userPoolToken(endpoint, addresses, email);
};

const userPoolToken = async (endpoint: string, { clientId }: Addresses, email: string): Promise<string> => {
  const client = new CognitoIdentityProviderClient(clientSettings(endpoint));
  const { AuthenticationResult } = await client.send(
    new InitiateAuthCommand({
      ClientId: clientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: email, PASSWORD: demoPassword },
    }),
  );
  return z.string().parse(AuthenticationResult?.AccessToken);
};
