import { CfnOutput } from 'aws-cdk-lib';
import { ArnPrincipal, CompositePrincipal, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { tenantDataRoleOutput } from '../names.ts';
import type { DomainTable } from './DomainTable.ts';
import { grantTenantObjects, type ObjectAccess } from './grantObjects.ts';
import type { ServiceFunction } from './ServiceFunction.ts';
import type { ServiceStack } from './ServiceStack.ts';

/** What the tag of a session says, in its role's policy. A session without the tag has no value here, and nothing allows it anything. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: IAM puts the value in
const tenant = '${aws:PrincipalTag/tenant}';

/** Ids of tenants that nobody can have: a real one begins with the time at which it was made, which is not 1970. */
const madeUp = 'org_0000000000*';

/**
 * The role by which the functions that answer a service's requests reach tenants' data: each session is one tenant's, which its
 * tag names, and reaches that tenant's items and objects alone. The functions' own roles reach none.
 */
export class TenantDataRole extends Role {
  readonly #stack: ServiceStack;

  constructor(stack: ServiceStack, table: DomainTable, apis: readonly ServiceFunction[]) {
    const functions = new CompositePrincipal(...apis.map((api) => new ArnPrincipal(api.role?.roleArn ?? '')));
    super(stack, 'TenantData', {
      description: `The data of one tenant in the ${stack.service} service`,
      assumedBy: functions.withConditions(tagged('org_*')).withSessionTags(),
    });
    this.#stack = stack;
    table.grantPartitions(this, [`TENANT#${tenant}#*`]);
    const assuming = { actions: ['sts:AssumeRole', 'sts:TagSession'], resources: [this.roleArn] };
    for (const api of apis) {
      api.addToRolePolicy(new PolicyStatement(assuming));
      api.addEnvironment('TENANT_DATA_ROLE', this.roleArn);
    }
    const { doctor } = stack.settings;
    if (doctor !== undefined) {
      const principal = new ArnPrincipal(doctor).withConditions(tagged(madeUp));
      this.assumeRolePolicy?.addStatements(new PolicyStatement({ actions: assuming.actions, principals: [principal] }));
    }
    new CfnOutput(stack, tenantDataRoleOutput, { value: this.roleArn });
  }

  /** Lets a session read, write or remove its tenant's objects of one purpose; `names` is a pattern below the tenant's folder. */
  grantObjects(purpose: string, access: readonly ObjectAccess[], names = '*'): void {
    grantTenantObjects(this.#stack, this, { purpose, access, names, tenant });
  }
}

/** A session has the tag, and no other. */
const tagged = (tenants: string) => ({
  StringLike: { 'aws:RequestTag/tenant': tenants },
  'ForAllValues:StringEquals': { 'aws:TagKeys': ['tenant'] },
});
