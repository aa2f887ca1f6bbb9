import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { describe, expect, it, vi } from 'vitest';
import { account, type Resolved, resolvedResources } from './resolved.testkit.ts';
import { readSettings } from './settings.ts';
import { UsersStack } from './UsersStack.ts';

// Which code the functions run says nothing of what they may.
vi.mock('./bundle.ts', () => ({ bundle: () => join(import.meta.dirname, 'doctor') }));

const resourcesWith = (context: Record<string, string>): Resolved[] => {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [], ...context } });
  return resolvedResources(new UsersStack(app, readSettings(app), { origin: 'https://page.example' }));
};

/** What anybody may do with SES. */
const rights = (resources: readonly Resolved[]) =>
  resources
    .filter(({ type }) => type === 'AWS::IAM::Policy')
    .flatMap(({ stack, id, properties }) =>
      properties.PolicyDocument.Statement.filter(({ Action }: { Action: string | string[] }) =>
        [Action].flat().some((action) => action.startsWith('ses:')),
      ).map((statement: object) => ({ whose: `${stack}: ${id.replace(/ServiceRole.*/, '')}`, ...statement })),
    );

/** The functions that have a setting, with its value. */
const having = (resources: readonly Resolved[], name: string) =>
  resources
    .filter(({ type }) => type === 'AWS::Lambda::Function')
    .flatMap(({ properties }) => {
      const value = properties.Environment?.Variables?.[name];
      return value === undefined ? [] : [[properties.FunctionName, value]];
    });

describe('e-mails', { timeout: 120_000 }, () => {
  it('are sent by the function that invites, as the one sender', () => {
    const from = 'Simsheet <no-reply@mail.example.com>';

    const resources = resourcesWith({ mailFrom: from });

    const identity = `arn:aws:ses:eu-west-1:${account}:identity`;
    expect(rights(resources)).toEqual([
      {
        whose: 'users: Api',
        Effect: 'Allow',
        Action: 'ses:SendEmail',
        Resource: [`${identity}/no-reply@mail.example.com`, `${identity}/mail.example.com`],
        Condition: { StringEquals: { 'ses:FromAddress': 'no-reply@mail.example.com' } },
      },
    ]);
    expect(having(resources, 'MAIL_FROM')).toEqual([['simsheet-users-api', from]]);
    expect(having(resources, 'PAGE_ORIGIN')).toEqual([['simsheet-users-api', 'https://page.example']]);
  });

  it('are sent by nobody unless a sender is named', () => {
    const resources = resourcesWith({});

    expect(rights(resources)).toEqual([]);
    expect(having(resources, 'MAIL_FROM')).toEqual([]);
  });

  it.each(['no-reply@example.com', 'Simsheet <no-reply@example.com>', 'Risk-Team 2 <a.b+c@mail.example.com>'])(
    'come from %j',
    (mailFrom) => {
      expect(readSettings(new App({ context: { mailFrom } })).mailFrom).toBe(mailFrom);
    },
  );

  it.each([
    '',
    'Simsheet',
    'example.com',
    '<a@b.de>',
    'a b@example.com',
    'Sim "sheet" <a@b.de>',
    'Simsheet <a@b.de>, x@y.de',
    'Simsheet\nBcc: x@y.de <a@b.de>',
    'Simsheet <a@b.de\n>',
    'Büro <a@b.de>',
  ])('come from nobody like %j', (mailFrom) => {
    expect(() => readSettings(new App({ context: { mailFrom } }))).toThrow(/e-mails come from an address/);
  });
});
