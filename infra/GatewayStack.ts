import { type App, Duration, RemovalPolicy, type Stack, Validations } from 'aws-cdk-lib';
import { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { type ServiceName, services } from '../functions/gateway/services.ts';
import { circuitSettings } from '../shared/circuitBreaker/settings.ts';
import { planSettings } from '../shared/limits/planSettings.ts';
import { rateLimitSettings } from '../shared/rateLimit/settings.ts';
import { nameOfCell } from '../shared/tenancy/tenancy.ts';
import { DomainTable } from './constructs/DomainTable.ts';
import { FrontDoorDashboard } from './constructs/FrontDoorDashboard.ts';
import { HealthRounds } from './constructs/HealthRounds.ts';
import { ServiceFunction } from './constructs/ServiceFunction.ts';
import { ServiceStack } from './constructs/ServiceStack.ts';
import {
  asChecked,
  functionArn,
  functionName,
  instanceEntryPoint,
  isControlPlane,
  liveAlias,
  tableName,
} from './names.ts';
import type { PlatformStack } from './PlatformStack.ts';
import { instancesOf, type Settings } from './settings.ts';

/** The only public entry: it finds out who asks, and routes to the services. */
export class GatewayStack extends ServiceStack {
  constructor(app: App, settings: Settings, platform: PlatformStack) {
    super(app, 'gateway', settings);
    const access = Table.fromTableName(this, 'Access', tableName(settings, 'users'));
    const table = new DomainTable(this, 'Table');
    const identityKey = new Key(this, 'IdentityKey', {
      description: 'Signs who asks, for HTTP instances',
      keySpec: KeySpec.RSA_2048,
      keyUsage: KeyUsage.SIGN_VERIFY,
      removalPolicy: settings.local ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    });
    const environment = {
      TABLE: table.tableName,
      IDENTITY_KEY: identityKey.keyId,
      ALLOW_PRIVATE_INSTANCES: String(settings.local),
    };

    const api = new ServiceFunction(this, 'Api', {
      entryPoint: 'api',
      // Its own deadline is 28 s, so that it, not API Gateway, says what happened.
      timeout: Duration.seconds(29),
      memorySize: 1024,
      environment: {
        ...environment,
        ISSUERS: platform.issuers,
        CIRCUIT_SETTINGS: JSON.stringify(circuitSettings.parse(JSON.parse(settings.circuits))),
        LIMIT_SETTINGS: JSON.stringify(rateLimitSettings.parse(JSON.parse(settings.limits))),
        PLANS: JSON.stringify(planSettings.parse(JSON.parse(settings.plans))),
        CORS_ORIGINS: JSON.stringify(settings.corsOrigins),
        ACCESS_TABLE: access.tableName,
        FIRST_SIGHT_FUNCTION: functionName(settings, 'users', 'onFirstSight'),
        KEY_USED_FUNCTION: functionName(settings, 'users', 'onKeyUsed'),
        AUDIT_FUNCTION: functionName(settings, 'users', 'onAudit'),
      },
      alarm: { impact: 'requests of all users fail', runbook: 'gateway.md' },
    });
    const alsoInvoked = ['onFirstSight', 'onKeyUsed', 'onAudit'].map((name) =>
      functionArn(this, settings, 'users', name),
    );
    this.allowInvoking(api, [...this.registered(), ...alsoInvoked]);
    table.grantUse(api);
    identityKey.grant(api, 'kms:Sign', 'kms:GetPublicKey');
    // Of the users service's table the gateway may read memberships, what roles permit, where tenants are, API keys and sign-ons, and nothing else.
    api.addToRolePolicy(
      new PolicyStatement({
        actions: ['dynamodb:GetItem', 'dynamodb:Query'],
        resources: [access.tableArn],
        conditions: {
          'ForAllValues:StringLike': {
            'dynamodb:LeadingKeys': [
              'PERSON#*',
              'TENANT#*#ROLE',
              'TENANT#*#TENANCY',
              'KEY#*',
              'ISSUER#*',
              'DOMAIN#*',
              'TENANT#*#SIGN_ON',
            ],
          },
          Null: { 'dynamodb:LeadingKeys': 'false' },
        },
      }),
    );
    api.addPermission('FrontDoor', {
      principal: new ServicePrincipal('apigateway.amazonaws.com'),
      sourceArn: platform.api.arnForExecuteApi(),
    });

    const registration = new ServiceFunction(this, 'Registration', {
      entryPoint: 'onRegistration',
      environment,
      timeout: Duration.seconds(30),
      alarm: { impact: 'no service can be deployed or removed', runbook: 'gateway.md' },
    });
    table.grantUse(registration);

    const check = new ServiceFunction(this, 'Check', {
      entryPoint: 'checkInstances',
      environment: { ...environment, EVENT_BUS: this.bus.eventBusName },
      timeout: Duration.seconds(20),
      alarm: { impact: 'instances that fail keep their requests until their circuits open', runbook: 'gateway.md' },
    });
    table.grantUse(check);
    this.allowInvoking(check, this.registered());
    check.addToRolePolicy(
      new PolicyStatement({ actions: ['events:DescribeEventBus'], resources: [this.bus.eventBusArn] }),
    );
    new HealthRounds(this, 'HealthRounds', check);
    new FrontDoorDashboard(this, 'FrontDoor');
  }

  /** Every instance that a deployment of this installation registers, and by their names those of dedicated cells. */
  private registered(): string[] {
    return services.flatMap((service) => [
      ...instancesOf(this.settings, service).map(
        (instance, index) =>
          `${functionArn(this, this.settings, service, instanceEntryPoint(instance, index))}:${liveAlias}`,
      ),
      ...(isControlPlane(service) ? [] : [this.ofCells(this, service)]),
    ]);
  }

  /** Cells come and go without the gateway being deployed again. */
  private ofCells(place: Pick<Stack, 'partition' | 'region' | 'account'>, service: ServiceName): string {
    const named = { name: nameOfCell(this.settings.installation, '*') };
    return `${functionArn(place, named, service, 'api*')}:${liveAlias}`;
  }

  private allowInvoking(to: ServiceFunction, resources: string[]): void {
    to.addToRolePolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources }));
    Validations.of(to).acknowledge(
      ...services
        .filter((service) => !isControlPlane(service))
        .map((service) => ({
          id: `AwsSolutions-IAM5[Resource::${this.ofCells(asChecked, service)}]`,
          reason: 'What answers requests in dedicated cells of this installation, which the gateway need not know of.',
        })),
    );
  }
}
