// biome-ignore-all lint/suspicious/noExplicitAny: a template is JSON of many shapes
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { simsheet } from './simsheet.ts';

// Nothing here is about the functions' code, which takes a while to bundle.
vi.mock('./bundle.ts', () => ({ bundle: () => import.meta.dirname }));

let templates: Template[];
const each = (type: string, props?: object): any[] =>
  templates
    .flatMap((template) => Object.values(template.findResources(type, props)))
    .map(({ Properties }) => Properties);

beforeAll(() => {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  simsheet(app);
  templates = app.node
    .findAll()
    .filter((node) => Stack.isStack(node))
    .map((stack) => Template.fromStack(stack));
}, 300_000);

/** What roles may do with the index of events that wait, by role. */
const allowed = () =>
  each('AWS::IAM::Policy').flatMap(({ Roles, PolicyDocument }) =>
    PolicyDocument.Statement.filter(({ Resource }: any) => JSON.stringify(Resource).includes('/index/pending')).map(
      ({ Action }: any) => [Roles[0].Ref, [Action].flat()],
    ),
  );

describe('the relays', () => {
  it('alone may use the index of what waits, and only read it', () => {
    const rights = allowed();

    expect(rights).toHaveLength(7);
    for (const [role, actions] of rights) {
      expect(role).toMatch(/^RelayServiceRole/);
      expect(actions).toEqual(['dynamodb:Query', 'dynamodb:Scan']);
    }
  });

  it('never scan a table', () => {
    const scans = each('AWS::IAM::Policy').flatMap(({ PolicyDocument }) =>
      PolicyDocument.Statement.filter(({ Action }: any) => [Action].flat().includes('dynamodb:Scan')),
    );

    expect(scans.every(({ Resource }) => JSON.stringify(Resource).includes('/index/'))).toBe(true);
  });

  it('end before the schedule calls them again', () => {
    const timeouts = each('AWS::Lambda::Function')
      .filter(({ FunctionName }) => /-relay$/.test(FunctionName ?? ''))
      .map(({ Timeout }) => Timeout);

    expect(timeouts).toHaveLength(7);
    expect(Math.max(...timeouts)).toBeLessThan(60);
  });

  it('wake somebody for an event that is parked and for events that are late, in each service', () => {
    const alarmsOn = (MetricName: string) =>
      each('AWS::CloudWatch::Alarm', { Properties: { Namespace: 'Simsheet', MetricName } }).map(
        ({ Dimensions, Threshold }) => `${Dimensions[0].Value} ${Threshold}`,
      );
    const services = ['billing', 'files', 'gateway', 'notifications', 'results', 'simulations', 'users'];

    expect(new Set(alarmsOn('ParkedEvents'))).toEqual(new Set(services.map((service) => `${service} 1`)));
    expect(new Set(alarmsOn('EventLag'))).toEqual(new Set(services.map((service) => `${service} 300000`)));
  });
});
