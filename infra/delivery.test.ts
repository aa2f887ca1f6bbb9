// biome-ignore-all lint/suspicious/noExplicitAny: a template is JSON of many shapes
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { consumerMetrics } from '../events/consume/consumerMetrics.ts';
import { markerDays } from '../events/consume/once.ts';
import { relayMetrics } from '../events/relay/metrics.ts';
import { simsheet } from './simsheet.ts';

// Nothing here is about the functions' code, which takes a while to bundle.
vi.mock('./bundle.ts', () => ({ bundle: () => import.meta.dirname }));

interface Resource {
  stack: string;
  id: string;
  type: string;
  properties: Record<string, any>;
}

let all: Resource[];
const of = (type: string) => all.filter((resource) => resource.type === type);

beforeAll(() => {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  simsheet(app);
  const stacks = app.node.findAll().filter((node) => Stack.isStack(node));
  all = stacks.flatMap((stack) =>
    Object.entries<any>(Template.fromStack(stack).toJSON().Resources).map(([id, { Type, Properties = {} }]) => ({
      stack: stack.stackName,
      id,
      type: Type,
      properties: Properties,
    })),
  );
}, 300_000);

/** The resource that a reference in a stack means, be it a Ref or an attribute; null for a thing of another stack. */
const meant = (stack: string, reference: any): Resource | null => {
  const id = reference?.Ref ?? reference?.['Fn::GetAtt']?.[0];
  return all.find((resource) => resource.stack === stack && resource.id === id) ?? null;
};

const where = ({ stack, id }: { stack: string; id: string }) => `${stack}/${id}`;
const alarmsOn = (queue: Resource) =>
  of('AWS::CloudWatch::Alarm').filter(
    ({ stack, properties }) =>
      properties.MetricName === 'ApproximateNumberOfMessagesVisible' &&
      (properties.Dimensions ?? []).some(({ Value }: any) => meant(stack, Value) === queue),
  );
/** A queue of the same stack on which somebody watches. */
const isWatchedQueue = (stack: string, arn: any): boolean => {
  const queue = meant(stack, arn);
  return queue?.type === 'AWS::SQS::Queue' && alarmsOn(queue).length > 0;
};

const targets = () =>
  of('AWS::Events::Rule').flatMap((rule) =>
    (rule.properties.Targets ?? []).map((target: any) => ({ stack: rule.stack, id: rule.id, rule, target })),
  );
const streams = () =>
  of('AWS::Lambda::EventSourceMapping').filter(({ properties }) =>
    JSON.stringify(properties.EventSourceArn).includes('StreamArn'),
  );

describe('what is on its way from a service to another', () => {
  it('is kept by a watched queue where a rule cannot deliver it to its target', () => {
    const wrong = targets().filter(({ stack, target }) => !isWatchedQueue(stack, target.DeadLetterConfig?.Arn));

    expect(targets().length).toBeGreaterThan(8);
    expect(wrong.map(where)).toEqual([]);
  });

  it('is kept by a watched queue where a consumer gives it up', () => {
    const sources = new Set(
      of('AWS::Lambda::EventSourceMapping').map(({ stack, properties }) => meant(stack, properties.EventSourceArn)),
    );
    const consumed = of('AWS::SQS::Queue').filter((queue) => sources.has(queue));
    const wrong = consumed.filter(
      ({ stack, properties }) => !isWatchedQueue(stack, properties.RedrivePolicy?.deadLetterTargetArn),
    );

    expect(consumed.length).toBeGreaterThanOrEqual(5);
    expect(wrong.map(where)).toEqual([]);
  });

  it('lets a consumer in a cell put a message of a tenant that is being moved into its own queue anew', () => {
    const queues = of('AWS::Lambda::EventSourceMapping').flatMap(({ stack, properties }) => {
      const queue = meant(stack, properties.EventSourceArn);
      return queue?.type === 'AWS::SQS::Queue' && !stack.endsWith('-users') ? [{ stack, queue, properties }] : [];
    });
    const without = queues.filter(({ stack, queue, properties }) => {
      const role = meant(stack, meant(stack, properties.FunctionName)!.properties.Role);
      return !of('AWS::IAM::Policy').some(
        (policy) =>
          policy.properties.Roles.some((each: any) => meant(policy.stack, each) === role) &&
          policy.properties.PolicyDocument.Statement.some(
            ({ Action, Resource: on }: any) =>
              [Action].flat().includes('sqs:SendMessage') &&
              [on].flat().some((each) => meant(policy.stack, each) === queue),
          ),
      );
    });

    expect(queues.length).toBeGreaterThan(5);
    expect(without.map(({ queue }) => where(queue))).toEqual([]);
  });

  it('lets a consumer say why: it knows its own dead letters and may send there', () => {
    for (const mapping of of('AWS::Lambda::EventSourceMapping')) {
      const queue = meant(mapping.stack, mapping.properties.EventSourceArn);
      if (queue?.type !== 'AWS::SQS::Queue') continue;
      const consumer = meant(mapping.stack, mapping.properties.FunctionName)!;
      const environment = consumer.properties.Environment.Variables;
      const letters = meant(queue.stack, queue.properties.RedrivePolicy.deadLetterTargetArn);
      const role = meant(consumer.stack, consumer.properties.Role);
      const sends = of('AWS::IAM::Policy').some(
        ({ stack, properties }) =>
          properties.Roles.some((each: any) => meant(stack, each) === role) &&
          properties.PolicyDocument.Statement.some(
            ({ Action, Resource: on }: any) =>
              [Action].flat().includes('sqs:SendMessage') && [on].flat().some((each) => meant(stack, each) === letters),
          ),
      );

      expect([where(consumer), meant(consumer.stack, environment.DEAD_LETTERS)]).toEqual([where(consumer), letters]);
      expect([where(consumer), environment.ATTEMPTS]).toEqual([
        where(consumer),
        String(queue.properties.RedrivePolicy.maxReceiveCount),
      ]);
      expect([where(consumer), sends]).toEqual([where(consumer), true]);
    }
  });

  it('is kept by a watched queue where a function fails that a rule invoked', () => {
    const invoked = targets().flatMap(({ stack, target }) => {
      const fn = meant(stack, target.Arn);
      return fn?.type === 'AWS::Lambda::Function' ? [fn] : [];
    });
    const destinationOf = (fn: Resource) =>
      of('AWS::Lambda::EventInvokeConfig').find(({ stack, properties }) => meant(stack, properties.FunctionName) === fn)
        ?.properties.DestinationConfig.OnFailure.Destination;
    const wrong = invoked.filter((fn) => !isWatchedQueue(fn.stack, destinationOf(fn)));

    expect(invoked.length).toBeGreaterThanOrEqual(3);
    expect(wrong.map(where)).toEqual([]);
  });

  it('comes to an alarm where a function fails that a queue, a rule or a stream invokes', () => {
    const invoked = [
      ...targets().map(({ stack, target }) => meant(stack, target.Arn)),
      ...of('AWS::Lambda::EventSourceMapping').map(({ stack, properties }) => meant(stack, properties.FunctionName)),
    ].filter((resource) => resource?.type === 'AWS::Lambda::Function');
    const watched = new Set(
      of('AWS::CloudWatch::Alarm')
        .filter(({ properties }) => properties.MetricName === 'Errors')
        .flatMap(({ stack, properties }) => properties.Dimensions.map(({ Value }: any) => meant(stack, Value))),
    );

    expect(invoked.filter((fn) => !watched.has(fn)).map((fn) => fn && where(fn))).toEqual([]);
  });

  it('is kept by a watched queue where a relay fails, or still in the outbox, from which a schedule brings it', () => {
    const scheduled = new Set(
      targets().flatMap(({ stack, rule, target }) =>
        rule.properties.ScheduleExpression === 'rate(1 minute)' ? [meant(stack, target.Arn)] : [],
      ),
    );
    const wrong = streams().filter(
      ({ stack, properties }) =>
        !isWatchedQueue(stack, properties.DestinationConfig?.OnFailure?.Destination) &&
        !scheduled.has(meant(stack, properties.FunctionName)),
    );

    expect(streams()).toHaveLength(7);
    expect(wrong.map(where)).toEqual([]);
  });

  it('is archived for less time than consumers remember what they have handled', () => {
    const [archive, ...more] = of('AWS::Events::Archive');

    expect(more).toEqual([]);
    expect(archive?.properties).toMatchObject({ EventPattern: { source: [{ prefix: 'simsheet/' }] } });
    expect(archive?.properties.RetentionDays).toBe(30);
    expect(markerDays).toBeGreaterThan(archive?.properties.RetentionDays);
  });

  it('is shown on a dashboard: published, refused, late, consumed, failed, and what waits', () => {
    const body = JSON.stringify(of('AWS::CloudWatch::Dashboard').map(({ properties }) => properties));
    const shown = [
      relayMetrics.published,
      relayMetrics.refused,
      relayMetrics.lag,
      relayMetrics.parkedInAll,
      ...Object.values(consumerMetrics),
      'ApproximateNumberOfMessagesVisible',
      'ApproximateAgeOfOldestMessage',
    ];

    expect(shown.filter((metric) => !body.includes(metric))).toEqual([]);
  });

  it('is told by queues that bear the name of their function', () => {
    const named = of('AWS::SQS::Queue').map(({ properties }) => properties.QueueName);

    expect(new Set(named).size).toBe(named.length);
    expect(named.filter((name) => !/^simsheet-[a-z]+(-[a-zA-Z]+)*$/.test(name))).toEqual([]);
  });
});
