import type { Key, Table, Write } from './table.ts';

export type Check =
  | readonly [attribute: string, comparison: '=' | '<=' | '>', value: string | number]
  | readonly [attribute: string, 'absent'];

interface Update {
  set?: Record<string, unknown>;
  add?: Record<string, number>;
  remove?: readonly string[];
  /** All of these must hold, each by one of its checks. */
  when?: readonly (readonly Check[])[];
}

/**
 * An update by attribute names, which may hold any character, as the table wants it; it answers the new item, or the old
 * one with the error if a condition does not hold.
 */
export const updateInput = (key: Key, { set = {}, add = {}, remove = [], when = [] }: Update) => {
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  const name = (attribute: string) => {
    const known = Object.keys(names).find((alias) => names[alias] === attribute);
    const alias = known ?? `#n${Object.keys(names).length}`;
    names[alias] = attribute;
    return alias;
  };
  const value = (given: unknown) => {
    const alias = `:v${Object.keys(values).length}`;
    values[alias] = given;
    return alias;
  };
  const clause = (keyword: string, terms: string[]) => (terms.length === 0 ? [] : [`${keyword} ${terms.join(', ')}`]);
  const check = (given: Check) =>
    given[1] === 'absent'
      ? `attribute_not_exists(${name(given[0])})`
      : `${name(given[0])} ${given[1]} ${value(given[2])}`;

  const UpdateExpression = [
    ...clause(
      'SET',
      Object.entries(set).map(([attribute, given]) => `${name(attribute)} = ${value(given)}`),
    ),
    ...clause(
      'ADD',
      Object.entries(add).map(([attribute, given]) => `${name(attribute)} ${value(given)}`),
    ),
    ...clause('REMOVE', remove.map(name)),
  ].join(' ');
  const ConditionExpression = when.map((checks) => `(${checks.map(check).join(' OR ')})`).join(' AND ');
  return {
    Key: { pk: key.pk, sk: key.sk },
    UpdateExpression,
    ExpressionAttributeNames: names,
    ReturnValues: 'ALL_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    ...(ConditionExpression === '' ? {} : { ConditionExpression }),
    ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: values }),
  } satisfies Parameters<Table['update']>[0];
};

/** The same as a write of a transaction. */
export const updateWrite = (label: string, key: Key, update: Update): Write => {
  const { UpdateExpression, ConditionExpression, ExpressionAttributeNames, ExpressionAttributeValues } = updateInput(
    key,
    update,
  );
  return {
    label,
    update: { ...key, expression: UpdateExpression },
    condition: { ConditionExpression, ExpressionAttributeNames, ExpressionAttributeValues },
  };
};
