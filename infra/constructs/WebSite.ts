import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  OriginRequestPolicy,
  PriceClass,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { RestApiOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import { contentSecurityPolicy, fileAddress } from '../../web/server/pageSecurity.ts';
import type { Settings } from '../settings.ts';
import type { SignIn } from './SignIn.ts';

const root = join(import.meta.dirname, '..', '..');
const built = join(root, 'web', 'dist');

/** The web page and the API under one address, so that no browser asks for permission to cross origins. */
export class WebSite extends Construct {
  readonly origin: string;
  private readonly bucket: Bucket;
  private readonly distribution: Distribution;

  constructor(scope: Construct, id: string, _settings: Settings, api: RestApi) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const toApi = {
      origin: new RestApiOrigin(api),
      allowedMethods: AllowedMethods.ALLOW_ALL,
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
    };
    this.distribution = new Distribution(this, 'Distribution', {
      comment: 'Simsheet',
      defaultRootObject: 'index.html',
      httpVersion: HttpVersion.HTTP2_AND_3,
      priceClass: PriceClass.PRICE_CLASS_100,
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(this.bucket),
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        responseHeadersPolicy: this.headers(),
        functionAssociations: [{ eventType: FunctionEventType.VIEWER_REQUEST, function: this.pageAddresses() }],
      },
      additionalBehaviors: { '/api/*': toApi, '/gateway/*': toApi, '/enterprise/*': toApi },
    });
    this.origin = `https://${this.distribution.distributionDomainName}`;
    this.explain();
  }

  /** Puts the built page there, with the settings that it reads when it starts. */
  publish(signIn: SignIn): void {
    if (!existsSync(built)) execFileSync('npm', ['run', 'build:web'], { cwd: root, stdio: 'inherit' });
    const files = new BucketDeployment(this, 'Files', {
      destinationBucket: this.bucket,
      distribution: this.distribution,
      sources: [
        Source.asset(built),
        Source.jsonData('config.json', {
          issuer: signIn.outputs.Issuer,
          clientId: signIn.outputs.ClientId,
          resource: signIn.outputs.Resource,
          scope: 'openid profile email',
          mode: 'cloud',
        }),
      ],
    });
    const reason = 'The function that copies the page is of the CDK, with the rights that it gives it.';
    Validations.of(files.handlerRole).acknowledge(
      ...[
        'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
        ...['GetBucket*', 'GetObject*', 'List*', 'Abort*', 'DeleteObject*'].map(
          (action) => `AwsSolutions-IAM5[Action::s3:${action}]`,
        ),
        'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-<AWS::Region>/*]',
        'AwsSolutions-IAM5[Resource::<WebBucketE51352C0.Arn>/*]',
        'AwsSolutions-IAM5[Resource::*]',
      ].map((id) => ({ id, reason })),
    );
  }

  /**
   * The page knows its own paths: what is no file is the page. Not by the distribution's error responses, which would put the
   * page in the place of the API's refusals as well.
   */
  private pageAddresses(): EdgeFunction {
    const code = `function handler(event) {
  var request = event.request;
  if (!${fileAddress}.test(request.uri)) request.uri = '/index.html';
  return request;
}`;
    return new EdgeFunction(this, 'PageAddresses', {
      comment: 'Addresses of the page lead to the page',
      code: FunctionCode.fromInline(code),
      runtime: FunctionRuntime.JS_2_0,
    });
  }

  private headers() {
    return new ResponseHeadersPolicy(this, 'Headers', {
      securityHeadersBehavior: {
        contentSecurityPolicy: { contentSecurityPolicy: contentSecurityPolicy(), override: true },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.SAME_ORIGIN, override: true },
        strictTransportSecurity: { accessControlMaxAge: Duration.days(365), includeSubdomains: true, override: true },
      },
    });
  }

  private explain(): void {
    const stack = Validations.of(Stack.of(this));
    Validations.of(this.distribution).acknowledge(
      { id: 'AwsSolutions-CFR1', reason: 'The page is for people everywhere.' },
      { id: 'AwsSolutions-CFR2', reason: 'The firewall stands before the API; the rest is static files.' },
      { id: 'AwsSolutions-CFR3', reason: 'The API logs every request; who fetched a static file is not kept.' },
      {
        id: 'AwsSolutions-CFR4',
        reason: 'Without a domain of its own a distribution has the certificate of CloudFront.',
      },
    );
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'Static files that only the distribution reads.',
    });
    stack.acknowledge({
      id: 'AwsSolutions-L1',
      reason: 'The function that copies the page is of the CDK, with its runtime.',
    });
  }
}
