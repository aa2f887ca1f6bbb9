import { Alarm, type AlarmProps, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

/** What an alarm has to say before it may exist: who is hurt, and where it is written what to do. */
export interface Impact {
  impact: string;
  /** A file in docs/runbooks. */
  runbook: string;
}

/** An alarm whose text tells a sleepy person who is hurt and what to do. */
export class ImpactAlarm extends Alarm {
  constructor(scope: Construct, id: string, { impact, runbook, ...props }: Impact & AlarmProps) {
    super(scope, id, {
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      ...props,
      alarmDescription: `Impact: ${impact}\nRunbook: docs/runbooks/${runbook}`,
    });
  }
}
