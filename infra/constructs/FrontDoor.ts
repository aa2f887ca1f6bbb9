import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  EndpointType,
  Integration,
  IntegrationType,
  LogGroupLogDestination,
  MethodLoggingLevel,
  ResponseType,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { functionArn } from '../names.ts';
import type { Settings } from '../settings.ts';

const requestsPerSecond = 200;
const burst = 400;
/** Per address, in any five minutes. */
const requestsPerAddress = 3000;

/**
 * The REST API: every path and method goes to the gateway function, which knows the routes. What API Gateway answers
 * by itself is a problem document as well.
 */
export class FrontDoor extends Construct {
  readonly api: RestApi;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    const logs = new LogGroup(this, 'AccessLogs', {
      logGroupName: `/${settings.name}/api-access`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.api = new RestApi(this, 'Api', {
      restApiName: settings.name,
      description: 'Simsheet: everything under /api, /gateway and /enterprise',
      endpointTypes: [EndpointType.REGIONAL],
      // All bodies pass as they are.
      binaryMediaTypes: ['*/*'],
      cloudWatchRole: settings.has('api-logging'),
      deployOptions: {
        stageName: 'live',
        tracingEnabled: true,
        throttlingRateLimit: requestsPerSecond,
        throttlingBurstLimit: burst,
        ...(settings.has('api-logging')
          ? {
              accessLogDestination: new LogGroupLogDestination(logs),
              accessLogFormat: AccessLogFormat.jsonWithStandardFields(),
              loggingLevel: MethodLoggingLevel.ERROR,
            }
          : {}),
      },
      defaultIntegration: gatewayIntegration(Stack.of(this), settings),
    });
    this.api.root.addProxy({ anyMethod: true });
    this.answerWithProblems();
    if (settings.has('waf')) this.limitAddresses(settings);
    this.explain();
  }

  private answerWithProblems(): void {
    for (const [id, type] of Object.entries({
      ClientProblem: ResponseType.DEFAULT_4XX,
      ServerProblem: ResponseType.DEFAULT_5XX,
    })) {
      this.api.addGatewayResponse(id, {
        type,
        responseHeaders: { 'content-type': "'application/problem+json'", 'x-correlation-id': 'context.requestId' },
        templates: {
          'application/json': JSON.stringify({
            type: 'urn:simsheet:problem:front-door',
            title: '$context.error.responseType',
            status: '@status@',
            detail: '$context.error.message',
            correlationId: '$context.requestId',
          }).replace('"@status@"', type === ResponseType.DEFAULT_4XX ? '400' : '500'),
        },
      });
    }
    this.api.addGatewayResponse('Throttled', {
      type: ResponseType.THROTTLED,
      statusCode: '429',
      responseHeaders: {
        'content-type': "'application/problem+json'",
        'x-correlation-id': 'context.requestId',
        'retry-after': "'1'",
      },
      templates: {
        'application/json': JSON.stringify({
          type: 'urn:simsheet:problem:too-many-requests',
          title: 'Too many requests',
          status: 429,
          detail: 'The installation takes no more requests just now. Try again in a second.',
          correlationId: '$context.requestId',
        }),
      },
    });
  }

  private limitAddresses(settings: Settings): void {
    const acl = new CfnWebACL(this, 'Firewall', {
      name: `${settings.name}-api`,
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: metrics('api'),
      rules: [
        {
          name: 'rate-per-address',
          priority: 0,
          action: { block: { customResponse: { responseCode: 429 } } },
          statement: { rateBasedStatement: { limit: requestsPerAddress, aggregateKeyType: 'IP' } },
          visibilityConfig: metrics('rate-per-address'),
        },
      ],
    });
    new CfnWebACLAssociation(this, 'FirewallOnApi', {
      resourceArn: this.api.deploymentStage.stageArn,
      webAclArn: acl.attrArn,
    });
  }

  private explain(): void {
    Validations.of(this.api).acknowledge(
      {
        id: 'AwsSolutions-APIG2',
        reason: 'The services check every request against the schemas of their routes and name each mistake.',
      },
      {
        id: 'AwsSolutions-APIG4',
        reason: 'The gateway function verifies tokens: any OpenID Connect issuer can be set.',
      },
      {
        id: 'AwsSolutions-COG4',
        reason: 'The gateway function verifies tokens: any OpenID Connect issuer can be set.',
      },
      {
        id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
        reason: 'The role that AWS itself prescribes for the logs of API Gateway.',
      },
    );
  }
}

/** By name: the gateway's own stack, which is deployed after this one, gives the permission to invoke it. */
const gatewayIntegration = (stack: Stack, settings: Settings): Integration => {
  const gateway = functionArn(stack, settings, 'gateway', 'api');
  return new Integration({
    type: IntegrationType.AWS_PROXY,
    integrationHttpMethod: 'POST',
    uri: `arn:${stack.partition}:apigateway:${stack.region}:lambda:path/2015-03-31/functions/${gateway}/invocations`,
  });
};

const metrics = (metricName: string) => ({ metricName, cloudWatchMetricsEnabled: true, sampledRequestsEnabled: true });
