import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { ServiceFunction } from './ServiceFunction.ts';
import type { ServiceStack } from './ServiceStack.ts';
import type { ServiceTable } from './ServiceTable.ts';

/** As functions/users/audit/auditStore.ts makes them. */
const auditKeys = ['TENANT#*#AUDIT', 'TENANT#*#AUDIT#*', 'PLATFORM#AUDIT', 'PLATFORM#AUDIT#*'];

/** Writes the audit log. Of the table it can do nothing else than add to it, and look whether an organization is erased. */
export class AuditLog extends ServiceFunction {
  constructor(stack: ServiceStack, table: ServiceTable) {
    super(stack, 'Audit', {
      entryPoint: 'onAudit',
      asynchronous: true,
      environment: { TABLE: table.tableName, AUDIT_RETENTION_DAYS: String(stack.settings.auditRetentionDays) },
      alarm: { impact: 'changes and refusals are missing in the audit logs of organizations', runbook: 'audit.md' },
    });
    this.addToRolePolicy(onKeys(Effect.ALLOW, ['PutItem'], table, auditKeys));
    this.addToRolePolicy(onKeys(Effect.ALLOW, ['ConditionCheckItem'], table, ['TENANT#*#ERASED']));
  }
}

/**
 * Keeps the log append-only: of all functions of the stack one adds to it, one removes what an organization has that was deleted,
 * and none changes it, whatever else they may do with the table.
 */
export const keepAppendOnly = (
  stack: ServiceStack,
  table: ServiceTable,
  { writer, eraser }: { writer: ServiceFunction; eraser: ServiceFunction },
): void => {
  for (const each of stack.node.children) {
    if (!(each instanceof ServiceFunction)) continue;
    const denied = ['UpdateItem', ...(each === writer ? [] : ['PutItem']), ...(each === eraser ? [] : ['DeleteItem'])];
    each.addToRolePolicy(onKeys(Effect.DENY, denied, table, auditKeys));
  }
};

const onKeys = (effect: Effect, actions: readonly string[], table: ServiceTable, keys: readonly string[]) =>
  new PolicyStatement({
    effect,
    actions: actions.map((action) => `dynamodb:${action}`),
    resources: [table.tableArn],
    conditions:
      effect === Effect.DENY
        ? { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': keys } }
        : {
            'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys },
            Null: { 'dynamodb:LeadingKeys': 'false' },
          },
  });
