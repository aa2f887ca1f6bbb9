import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../../events/operate/commandLine.ts';
import { newId } from '../../../../shared/ids.ts';
import { aService } from '../../service.testkit.ts';
import { checkCell, knownCells } from './cells.ts';
import { type TenantCommand, type TenantOptions, thereIs } from './command.ts';
import { list } from './list.ts';
import { move } from './move.ts';
import { place } from './place.ts';
import { plan } from './plan.ts';
import { purge } from './purge.ts';
import { recount } from './recount.ts';
import { show } from './show.ts';

const organization = newId('org');

describe('a command about organizations', () => {
  it.each<[string, TenantCommand, string[], TenantOptions]>([
    ['show without an organization', show, [], {}],
    ['list with one', list, [organization], {}],
    ['place without an organization', place, [], { to: 'acme' }],
    ['place without a cell', place, [organization], {}],
    ['plan of something else', plan, ['usr_01J8ZQ4Y7N8W3V5K2M6R9T0XBC'], {}],
    ['plan with a limit that there is not', plan, [organization], { limit: ['simulations=3'] }],
    ['recount of two organizations', recount, [organization, organization], {}],
    ['purge without an organization', purge, [], {}],
    ['move without a cell', move, [organization], {}],
    ['move with a cell, to give a move up', move, [organization], { abort: true, to: 'acme' }],
    ['move with a fence that is no number', move, [organization], { to: 'acme', fence: 'x' }],
    [
      'move with a time to wait that is no number, to give a move up',
      move,
      [organization],
      { abort: true, wait: 'long' },
    ],
  ])('says what is wrong with %s before any cloud is looked for', (_, command, names, options) => {
    expect(() => command.read(names, options)).toThrow(UsageError);
  });

  it.each<[TenantCommand, TenantOptions]>([
    [show, {}],
    [place, { to: 'acme' }],
    [plan, { limit: ['members=3'] }],
    [recount, { apply: true }],
    [purge, {}],
    [move, { to: 'acme', wait: '5' }],
    [move, { abort: true }],
  ])('has something to do where nothing is wrong', (command, options) => {
    expect(command.read([organization], options)).toEqual(expect.any(Function));
  });
});

describe('an organization', () => {
  it('that there is not, or is no more, is told of by no command', async () => {
    const { table, signIn } = aService();
    const { home } = await signIn('ada');

    await expect(thereIs(table, home)).resolves.toBeUndefined();
    await expect(thereIs(table, newId('org'))).rejects.toThrow('There is no organization org_');
  });
});

describe('the cell that an organization is to come to', () => {
  const instances = (
    cell: string,
    services: readonly ('files' | 'simulations' | 'results' | 'billing' | 'notifications')[],
  ) => services.map((service) => ({ service, cell, draining: false }));
  const all = ['files', 'simulations', 'results', 'billing', 'notifications'] as const;
  const known = knownCells([
    ...instances('pooled', all),
    ...instances('acme', all),
    ...instances('beta', ['files', 'simulations', 'results', 'billing']),
    ...instances('gamma', all).map((each) => ({ ...each, draining: each.service === 'files' })),
  ]);

  it('is one that there is: another name is a mistake in the command, which says which there are', () => {
    expect(() => checkCell('acme', known)).not.toThrow();
    expect(() => checkCell('acne', known)).toThrow(UsageError);
    expect(() => checkCell('acne', known)).toThrow('There is no cell acne; there is acme, beta, gamma, pooled.');
  });

  it.each([
    ['has no instance of a service', 'beta', 'notifications'],
    ['has one that is drained', 'gamma', 'files'],
  ])('is whole: one that %s is refused, however well it was named', (_, cell, missing) => {
    expect(() => checkCell(cell, known)).toThrow(`no instance of ${missing} yet`);
    expect(() => checkCell(cell, known)).not.toThrow(UsageError);
  });
});
