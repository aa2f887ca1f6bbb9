import { type App, Duration } from 'aws-cdk-lib';
import { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { services } from '../functions/gateway/services.ts';
import { circuitSettings } from '../shared/circuitBreaker/settings.ts';
import { ServiceFunction } from './constructs/ServiceFunction.ts';
import { ServiceStack } from './constructs/ServiceStack.ts';
import { ServiceTable } from './constructs/ServiceTable.ts';
import { functionArn, functionName, tableName } from './names.ts';
import type { PlatformStack } from './PlatformStack.ts';
import type { Settings } from './settings.ts';

/** The only public entry: it finds out who asks, and routes to the services. */
export class GatewayStack extends ServiceStack {
  constructor(app: App, settings: Settings, platform: PlatformStack) {
    super(app, 'gateway', settings);
    const access = Table.fromTableName(this, 'Access', tableName(settings, 'users'));
    const table = new ServiceTable(this, 'Table');
    const targets = Object.fromEntries(services.map((service) => [service, functionName(settings, service, 'api')]));

    const api = new ServiceFunction(this, 'Api', {
      entryPoint: 'api',
      // Its own deadline is 28 s, so that it, not API Gateway, says what happened.
      timeout: Duration.seconds(29),
      memorySize: 1024,
      environment: {
        ISSUERS: platform.issuers,
        TABLE: table.tableName,
        CIRCUIT_SETTINGS: JSON.stringify(circuitSettings.parse(JSON.parse(settings.circuits))),
        ACCESS_TABLE: access.tableName,
        SERVICE_FUNCTIONS: JSON.stringify(targets),
        FIRST_SIGHT_FUNCTION: functionName(settings, 'users', 'onFirstSight'),
      },
      alarm: { impact: 'requests of all users fail', runbook: 'gateway.md' },
    });
    api.addToRolePolicy(
      new PolicyStatement({
        actions: ['lambda:InvokeFunction'],
        resources: [
          ...services.map((service) => functionArn(this, settings, service, 'api')),
          functionArn(this, settings, 'users', 'onFirstSight'),
        ],
      }),
    );
    table.grantUse(api);
    // Of the users service's table the gateway may read memberships and nothing else.
    api.addToRolePolicy(
      new PolicyStatement({
        actions: ['dynamodb:Query'],
        resources: [access.tableArn],
        conditions: {
          'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['PERSON#*'] },
          Null: { 'dynamodb:LeadingKeys': 'false' },
        },
      }),
    );
    api.addPermission('FrontDoor', {
      principal: new ServicePrincipal('apigateway.amazonaws.com'),
      sourceArn: platform.api.arnForExecuteApi(),
    });
  }
}
