import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnUserPoolGroup,
  FeaturePlan,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  UserPool,
  UserPoolClientIdentityProvider,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import * as z from 'zod';
import { type IssuerSettings, issuerSettings } from '../../functions/gateway/identity/issuers.ts';
import type { Settings } from '../settings.ts';

const operatorsGroup = 'operators';
/** What the access tokens of machines are for: `simsheet/machine`. Clients that may ask for it are made by `npm run machine`. */
const resourceServer = 'simsheet';
const machineScope = 'machine';

/** Another issuer than a user pool of our own: `-c issuer='{...}'`. */
export const ownIssuer = issuerSettings.extend({
  /** What the web page is called there: a public client with the authorization code flow. */
  clientId: z.string().min(1),
  /** What the page asks an access token for (RFC 8707), where the issuer gives a JWT for a named resource only. */
  resource: z.string().optional(),
});
export type OwnIssuer = z.infer<typeof ownIssuer>;

/** Where people sign in: a user pool of our own, or any OpenID Connect issuer that the settings name. */
export class SignIn extends Construct {
  /** For the gateway, as JSON. */
  readonly issuers: string;
  /** What the web page and scripts need to know. */
  readonly outputs: Record<string, string>;

  constructor(scope: Construct, id: string, settings: Settings, webOrigin: string) {
    super(scope, id);
    if (settings.issuer !== undefined) {
      const { clientId, resource, ...issuer } = ownIssuer.parse(JSON.parse(settings.issuer));
      this.issuers = JSON.stringify([issuer]);
      this.outputs = { Issuer: issuer.issuer, ClientId: clientId, ...(resource && { Resource: resource }) };
      return;
    }
    if (!settings.has('cognito')) {
      throw new Error(`the ${settings.cloud} cloud has no user pools: name an issuer with -c issuer='{...}'`);
    }
    const { pool, client, domainUrl } = this.userPool(settings, webOrigin);
    const keysAt =
      settings.endpoint === undefined ? pool.userPoolProviderUrl : `${settings.endpoint}/${pool.userPoolId}`;
    const issuer: IssuerSettings = {
      issuer: `https://cognito-idp.${Stack.of(this).region}.amazonaws.com/${pool.userPoolId}`,
      jwksUri: `${keysAt}/.well-known/jwks.json`,
      userInfoUri: `${settings.endpoint ?? domainUrl}/oauth2/userInfo`,
      audienceClaim: 'client_id',
      accepted: [client.userPoolClientId],
      accessTokenClaim: ['token_use', 'access'],
      algorithms: ['RS256'],
      machineScope: `${resourceServer}/${machineScope}`,
      operators: { claim: 'cognito:groups', group: operatorsGroup },
    };
    this.issuers = Stack.of(this).toJsonString([issuer]);
    this.outputs = {
      Issuer: issuer.issuer,
      UserPoolId: pool.userPoolId,
      ClientId: client.userPoolClientId,
      SignInUrl: domainUrl,
      MachineScope: `${resourceServer}/${machineScope}`,
    };
  }

  private userPool(settings: Settings, webOrigin: string) {
    const pool = new UserPool(this, 'People', {
      userPoolName: settings.name,
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      autoVerify: { email: true },
      standardAttributes: { email: { required: true, mutable: true }, fullname: { mutable: true } },
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
      },
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { sms: false, otp: true },
      featurePlan: FeaturePlan.ESSENTIALS,
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      removalPolicy: settings.local ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
      deletionProtection: !settings.local,
    });
    new CfnUserPoolGroup(this, 'Operators', {
      userPoolId: pool.userPoolId,
      groupName: operatorsGroup,
      description: 'Operators of the platform: registry, circuit breakers, placement of tenants',
    });
    pool.addResourceServer('Machines', {
      identifier: resourceServer,
      scopes: [new ResourceServerScope({ scopeName: machineScope, scopeDescription: 'Sign in as a machine' })],
    });
    const domain = pool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: `${settings.name}-${Stack.of(this).account}` },
    });
    const client = pool.addClient('Web', {
      userPoolClientName: 'web',
      generateSecret: false,
      preventUserExistenceErrors: true,
      // Scripts on this machine sign demo people in by password; on AWS only the sign-in pages see passwords.
      authFlows: settings.local ? { userPassword: true, userSrp: true } : { userSrp: true },
      supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
        callbackUrls: [`${webOrigin}/callback`],
        logoutUrls: [webOrigin],
      },
      accessTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(30),
    });
    Validations.of(pool).acknowledge(
      {
        id: 'AwsSolutions-COG2',
        reason: "A second factor is each person's choice; operators are asked to set one up.",
      },
      {
        id: 'AwsSolutions-COG3',
        reason:
          'Threat protection belongs to the Plus plan, which is charged per person: a choice of the installation.',
      },
      { id: 'AwsSolutions-COG8', reason: 'The Plus plan is charged per person: a choice of the installation.' },
    );
    return { pool, client, domainUrl: domain.baseUrl() };
  }
}
