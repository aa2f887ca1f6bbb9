import { type App, Stack, Tags, Validations } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { eventBus } from './constructs/eventBus.ts';
import { deadLetterQueue } from './constructs/ServiceStack.ts';
import { functionName, stackName } from './names.ts';
import type { Settings } from './settings.ts';
import { reportTypes } from './UsersStack.ts';

/** What the services of a dedicated cell share: their bus, and the way from it to the users service. */
export class CellStack extends Stack {
  constructor(app: App, settings: Settings) {
    super(app, 'SimsheetCell', {
      stackName: stackName(settings, 'cell'),
      description: `Simsheet: the bus of the cell ${settings.cell}`,
      terminationProtection: !settings.local,
    });
    const bus = eventBus(this, settings);
    const deadLetters = deadLetterQueue(
      this,
      'DeadLetters',
      `${settings.name}-cell-dead-letters`,
      `exports of data stay PENDING, and nobody can see whether the cell ${settings.cell} has erased deleted organizations`,
    );
    Validations.of(deadLetters).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is the dead-letter queue of a rule, of which the checks do not know.',
    });
    const users = `arn:${this.partition}:sqs:${this.region}:${this.account}:${functionName(settings, 'users', 'onEvent')}`;
    const targets = [new SqsQueue(Queue.fromQueueArn(this, 'Users', users), { deadLetterQueue: deadLetters })];
    // The users service takes them at their word: this lets a cell speak of what it has erased itself, and of no other cell.
    const ofThisCell = { data: { cell: [settings.cell] } };
    const erasures = { detailType: reportTypes.erased, detail: ofThisCell };
    new Rule(this, 'Erasures', { eventBus: bus, eventPattern: erasures, targets });
    new Rule(this, 'Exports', { eventBus: bus, eventPattern: { detailType: reportTypes.exported }, targets });
    Tags.of(this).add('simsheet:cell', settings.cell);
  }
}
