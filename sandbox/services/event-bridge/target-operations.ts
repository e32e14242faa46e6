import type * as client from '@aws-sdk/client-eventbridge';
import type { Target } from '@aws-sdk/client-eventbridge';
import type { Operations } from '../../service.ts';
import { constraint, limitExceeded, validationError } from './errors.ts';
import { listPage } from './rule-operations.ts';
import type { Rule, Rules } from './rules.ts';
import { checkTargetInput } from './target-input.ts';

/** A rule's quota, and how many one call may name. */
const mostTargets = 5;
const mostInCall = 100;

/** Of standard queues: those of FIFO queues end in `.fifo`. */
const queueArn = /^arn:[^:]+:sqs:[^:]+:\d{12}:[\w-]+$/;

/** What kind of target an ARN names; undefined for those that the sandbox does not deliver to. */
export const targetKind = (arn: string): 'sns' | 'sqs' | 'lambda' | 'states' | undefined => {
  if (queueArn.test(arn)) return 'sqs';
  if (/^arn:[^:]+:sns:[^:]+:\d{12}:[\w-]+$/.test(arn)) return 'sns';
  if (/^arn:[^:]+:lambda:[^:]+:\d{12}:function:[\w-]+(:[\w$-]+)?$/.test(arn)) return 'lambda';
  return /^arn:[^:]+:states:[^:]+:\d{12}:stateMachine:[\w-]+$/.test(arn) ? 'states' : undefined;
};

/** Settings of a target that the sandbox would have to ignore. */
const refused = ['EcsParameters', 'HttpParameters', 'KinesisParameters', 'SqsParameters'] as const;

const checkTarget = (target: Target): void => {
  const { Id = '', Arn = '', RoleArn, RetryPolicy, DeadLetterConfig } = target;
  if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(Id)) {
    throw constraint('targets.1.member.id', 'satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+');
  }
  const kind = targetKind(Arn);
  if (kind === undefined) {
    throw validationError(
      `Parameter ${Arn} is not valid. Reason: the sandbox delivers to SNS topics, standard SQS queues, Lambda functions and state machines only.`,
    );
  }
  if (kind === 'states' && RoleArn === undefined) throw validationError(`RoleArn is required for target ${Arn}.`);
  const ignored = refused.filter((name) => target[name] !== undefined);
  if (ignored.length > 0) throw validationError(`the sandbox does not act on ${ignored.join(', ')} of target ${Id}`);
  const { MaximumRetryAttempts: attempts = 0, MaximumEventAgeInSeconds: age = 60 } = RetryPolicy ?? {};
  if (attempts < 0 || attempts > 185) throw constraint('maximumRetryAttempts', 'have value between 0 and 185');
  if (age < 60 || age > 86_400) throw constraint('maximumEventAgeInSeconds', 'have value between 60 and 86400');
  if (DeadLetterConfig?.Arn !== undefined && !queueArn.test(DeadLetterConfig.Arn)) {
    throw validationError(
      `Parameter ${DeadLetterConfig.Arn} is not valid. Reason: a dead-letter queue is a standard SQS queue.`,
    );
  }
  checkTargetInput(target);
};

/** Adds targets to a rule, or replaces those of the same ids. All or none. */
export const putTargets = (rule: Rule, targets: Target[]): void => {
  if (targets.length === 0) throw constraint('targets', 'have length greater than or equal to 1');
  if (targets.length > mostInCall) throw constraint('targets', `have length less than or equal to ${mostInCall}`);
  for (const target of targets) checkTarget(target);
  const after = new Set([...rule.targets.keys(), ...targets.map(({ Id = '' }) => Id)]);
  if (after.size > mostTargets) throw limitExceeded();
  for (const target of targets) rule.targets.set(target.Id ?? '', { ...target });
};

/** The operations on targets. */
export const targetOperations = (rules: Rules) =>
  ({
    PutTargets: ({ Rule = '', EventBusName, Targets = [] }) => {
      putTargets(rules.get(Rule, EventBusName), Targets);
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
    ListTargetsByRule: ({ Rule = '', EventBusName, ...page }) => {
      const { items, ...next } = listPage([...rules.get(Rule, EventBusName).targets.values()], page);
      return { Targets: items, ...next };
    },
    RemoveTargets: ({ Rule = '', EventBusName, Ids = [] }) => {
      const { targets, name } = rules.get(Rule, EventBusName);
      const failed = Ids.filter((id) => !targets.delete(id)).map((id) => ({
        TargetId: id,
        ErrorCode: 'ResourceNotFoundException',
        ErrorMessage: `Rule ${name} does not have a target with the Id ${id}.`,
      }));
      return { FailedEntryCount: failed.length, FailedEntries: failed };
    },
  }) satisfies Operations<typeof client>;
