import { randomUUID } from 'node:crypto';
import * as client from '@aws-sdk/client-eventbridge';
import { defineService } from '../../service.ts';
import type { World } from '../../world.ts';
import { eventBus, type Undelivered } from './bus.ts';
import type { TextAttributes } from './dead-letter.ts';
import type { Send } from './deliver.ts';
import type { EmittedEvent } from './event.ts';
import { checkEntries, readEntry } from './put-events.ts';
import { ruleOperations } from './rule-operations.ts';
import { Rules } from './rules.ts';
import { putTargets, targetKind, targetOperations } from './target-operations.ts';

export type { EmittedEvent } from './event.ts';

/** How each kind of target is reached; inputs are JSON texts. Each fails with an AwsError as its service would. */
export interface EventTargets {
  publish(topicArn: string, message: string): Promise<void>;
  /** Invokes as an event: nobody waits for the answer. */
  invokeFunction(functionArn: string, payload: string): Promise<void>;
  startExecution(stateMachineArn: string, input: string): Promise<void>;
  /** Also what a target never got goes there, with attributes that say why. */
  sendToQueue(queueArn: string, message: string, attributes?: TextAttributes): Promise<void>;
}

/** A rule of the stack with its targets. */
export type RuleDefinition = Omit<client.PutRuleCommandInput, 'Tags'> & { Targets?: client.Target[] };

/**
 * EventBridge: the default bus with its rules, which sends events to SNS topics, SQS queues, Lambda functions and state machines.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/Welcome.html
 */
export const eventBridgeService = (world: World, targets: EventTargets) => {
  const rules = new Rules(world);
  const bus = eventBus(world, rules, { send: senderOf(targets), bury: targets.sendToQueue });
  return {
    service: defineService('events', client, {
      ...ruleOperations(rules, world.accountId),
      ...targetOperations(rules),
      PutEvents: ({ Entries = [] }) => {
        checkEntries(Entries);
        const answers = Entries.map((entry) => {
          const read = readEntry(entry);
          if ('ErrorCode' in read) return read;
          const isDefault = ['default', rules.busArn].includes(entry.EventBusName ?? 'default');
          // An event for a bus that is not there is accepted and lost.
          return { EventId: isDefault ? bus.put(read, read.time) : randomUUID() };
        });
        return { FailedEntryCount: answers.filter((answer) => 'ErrorCode' in answer).length, Entries: answers };
      },
    }),
    /** Makes a rule with its targets. @returns its ARN */
    putRule: ({ Targets = [], ...input }: RuleDefinition): string => {
      const rule = rules.put(input);
      if (Targets.length > 0) putTargets(rule, Targets);
      return rule.arn;
    },
    /** Where a service tells of what happened in it. @returns the event's id */
    emit: (event: EmittedEvent): string => bus.put(event),
    /** Events that targets never got and no dead-letter queue took, oldest first. */
    undelivered: (): Undelivered[] => [...bus.undelivered],
    /** Resolves when nothing is being delivered. */
    settled: (): Promise<void> => bus.settled(),
  };
};

const senderOf =
  ({ publish, invokeFunction, startExecution, sendToQueue }: EventTargets): Send =>
  async ({ Arn = '' }, input) => {
    const kind = targetKind(Arn);
    if (kind === 'sqs') return sendToQueue(Arn, input);
    if (kind === 'sns') return publish(Arn, input);
    return kind === 'lambda' ? invokeFunction(Arn, input) : startExecution(Arn, input);
  };
