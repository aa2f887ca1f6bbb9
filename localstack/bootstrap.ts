import { setTimeout as sleep } from 'node:timers/promises';
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { clientSettings } from './clouds.ts';

const stackName = 'CDKToolkit';

/**
 * What `cdk deploy` looks for: a bucket for the functions' code, and the version of what `cdk bootstrap` made.
 * `cdk bootstrap` itself takes eleven seconds, most of them waiting between looks at a stack that a local cloud makes at once,
 * and makes roles, a key and an image repository that nothing here uses.
 */
const template = {
  Description: 'What the CDK needs on a local cloud',
  Resources: {
    Assets: {
      Type: 'AWS::S3::Bucket',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in
      Properties: { BucketName: { 'Fn::Sub': 'cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}' } },
    },
    Version: {
      Type: 'AWS::SSM::Parameter',
      // Of the bootstrap template that the pinned CDK comes with; it asks for 6 or newer.
      Properties: { Type: 'String', Name: '/cdk-bootstrap/hnb659fds/version', Value: '30' },
    },
  },
  Outputs: {
    BucketName: { Value: { Ref: 'Assets' } },
    BucketDomainName: { Value: { 'Fn::GetAtt': ['Assets', 'RegionalDomainName'] } },
    BootstrapVersion: { Value: { 'Fn::GetAtt': ['Version', 'Value'] } },
  },
};

/** Makes a local cloud ready for `cdk deploy`. Answers whether there was anything to do. */
export const bootstrap = async (endpoint: string, signal: AbortSignal): Promise<boolean> => {
  const client = new CloudFormationClient(clientSettings(endpoint));
  const status = async (): Promise<string | undefined> => {
    const found = await client.send(new DescribeStacksCommand({ StackName: stackName })).catch((error: Error) => {
      if (/does not exist/.test(error.message)) return undefined;
      throw error;
    });
    return found?.Stacks?.[0]?.StackStatus;
  };
  if (isUsable(await status())) return false;
  // One that an earlier try began may be under way still, or have failed.
  for (;;) {
    const now = await status();
    if (isUsable(now)) return true;
    if (now === undefined) {
      await client.send(new CreateStackCommand({ StackName: stackName, TemplateBody: JSON.stringify(template) }));
    } else if (now === 'ROLLBACK_COMPLETE' || now.endsWith('_FAILED')) {
      await client.send(new DeleteStackCommand({ StackName: stackName }));
      throw new Error(`The stack ${stackName} could not be made: it was ${now}.`);
    }
    await sleep(100, undefined, { signal });
  }
};

const isUsable = (status: string | undefined): boolean => status === 'CREATE_COMPLETE' || status === 'UPDATE_COMPLETE';
