// biome-ignore-all lint/suspicious/noExplicitAny: a template is JSON of many shapes
import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';

export const account = '123456789012';
const region = 'eu-west-1';

export interface Resolved {
  /** The stack's service. */
  stack: string;
  id: string;
  type: string;
  properties: any;
}

/** A stack's resources with the values that CloudFormation would put in, as far as policies are concerned. */
export const resolvedResources = (stack: Stack): Resolved[] => {
  const all: Record<string, { Type: string; Properties?: any }> = Template.fromStack(stack).toJSON().Resources;
  const pseudo: Record<string, string> = {
    'AWS::Partition': 'aws',
    'AWS::AccountId': account,
    'AWS::Region': region,
  };
  const arnOf = (id: string): string => {
    const { Type, Properties } = all[id] ?? {};
    if (Type === 'AWS::DynamoDB::Table') return `arn:aws:dynamodb:${region}:${account}:table/${Properties.TableName}`;
    if (Type === 'AWS::IAM::Role') return roleArn(id);
    return `${id}.Arn`;
  };
  const of = (value: any): any => {
    if (Array.isArray(value)) return value.map(of);
    if (typeof value !== 'object' || value === null) return value;
    const { Ref: name, 'Fn::GetAtt': attribute, 'Fn::Join': join } = value;
    if (name !== undefined) return pseudo[name] ?? name;
    if (attribute !== undefined) return attribute[1] === 'Arn' ? arnOf(attribute[0]) : attribute.join('.');
    if (join !== undefined) return of(join[1]).join(join[0]);
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, of(inner)]));
  };
  return Object.entries(all).map(([id, { Type: type, Properties = {} }]) => ({
    stack: stack.stackName.replace(/^Simsheet-/, ''),
    id,
    type,
    properties: of(Properties),
  }));
};

/** A role is named after what it is in its template. */
export const roleArn = (id: string): string => `arn:aws:iam::${account}:role/${id}`;
export const tableArn = (service: string): string => `arn:aws:dynamodb:${region}:${account}:table/simsheet-${service}`;
export const bucketArn = (purpose: string): string => `arn:aws:s3:::simsheet-${purpose}-${account}-${region}`;
