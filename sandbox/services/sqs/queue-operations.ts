import type * as client from '@aws-sdk/client-sqs';
import { AwsError, type Operations } from '../../service.ts';
import type { World } from '../../world.ts';
import { pageOf } from '../pages.ts';
import { changeableAttributes } from './attributes.ts';
import { invalidAttributeName, invalidParameter, outOfBounds, queueDoesNotExist } from './errors.ts';
import type { Queue } from './queue.ts';
import type { Queues } from './queues.ts';

const longestPage = 1_000;
const purgeMs = 60_000;
const mostTags = 50;

type SqsOperations = Operations<typeof client>;

/** The operations on queues. */
export const queueOperations = (world: World, queues: Queues) =>
  ({
    CreateQueue({ QueueName = '', Attributes, tags = {} }) {
      const queue = queues.create(QueueName, Attributes);
      addTags(queue, tags);
      return { QueueUrl: queues.urlOf(queue) };
    },
    GetQueueUrl({ QueueName = '', QueueOwnerAWSAccountId: owner = world.accountId }) {
      if (owner !== world.accountId) throw queueDoesNotExist();
      return { QueueUrl: queues.urlOf(queues.byName(QueueName)) };
    },
    GetQueueAttributes({ QueueUrl = '', AttributeNames = [] }) {
      return { Attributes: askedAttributes(queues.byUrl(QueueUrl), AttributeNames, world.clock.now()) };
    },
    SetQueueAttributes({ QueueUrl = '', Attributes = {} }) {
      queues.change(queues.byUrl(QueueUrl), Attributes);
      return {};
    },
    DeleteQueue({ QueueUrl = '' }) {
      queues.delete(queues.byUrl(QueueUrl));
      return {};
    },
    PurgeQueue({ QueueUrl = '' }) {
      const queue = queues.byUrl(QueueUrl);
      if (queue.purgedAt !== undefined && world.clock.now() < queue.purgedAt + purgeMs) {
        throw new AwsError(
          'PurgeQueueInProgress',
          `Only one PurgeQueue operation on ${queue.name} is allowed every 60 seconds.`,
        );
      }
      queue.purge();
      return {};
    },
    ...listOperations(queues),
    ...tagOperations(queues),
  }) satisfies SqsOperations;

const listOperations = (queues: Queues) =>
  ({
    ListQueues({ QueueNamePrefix: prefix = '', ...page }) {
      const urls = queues.list().filter(({ name }) => name.startsWith(prefix));
      const { items, ...next } = listPage(urls, page);
      return { QueueUrls: items.map((queue) => queues.urlOf(queue)), ...next };
    },
    ListDeadLetterSourceQueues({ QueueUrl = '', ...page }) {
      const { arn } = queues.byUrl(QueueUrl);
      const sources = queues.list().filter(({ redrivePolicy }) => redrivePolicy?.deadLetterTargetArn === arn);
      const { items, ...next } = listPage(sources, page);
      return { queueUrls: items.map((queue) => queues.urlOf(queue)), ...next };
    },
  }) satisfies SqsOperations;

const tagOperations = (queues: Queues) =>
  ({
    TagQueue({ QueueUrl = '', Tags = {} }) {
      addTags(queues.byUrl(QueueUrl), Tags);
      return {};
    },
    UntagQueue({ QueueUrl = '', TagKeys = [] }) {
      const { tags } = queues.byUrl(QueueUrl);
      for (const key of TagKeys) tags.delete(key);
      return {};
    },
    ListQueueTags({ QueueUrl = '' }) {
      const { tags } = queues.byUrl(QueueUrl);
      return tags.size === 0 ? {} : { Tags: Object.fromEntries(tags) };
    },
  }) satisfies SqsOperations;

const addTags = ({ tags }: Queue, added: Record<string, string>): void => {
  const after = new Map([...tags, ...Object.entries(added)]);
  if (after.size > mostTags) throw invalidParameter(`Too many tags added for queue. Maximum is ${mostTags}.`);
  for (const [key, value] of after) tags.set(key, value);
};

/** A page where one is asked for, else the first thousand. */
const listPage = (all: Queue[], { MaxResults: most, NextToken }: { MaxResults?: number; NextToken?: string }) => {
  if (most !== undefined && (most < 1 || most > longestPage)) {
    throw outOfBounds('MaxResults', most, `between 1 and ${longestPage}`);
  }
  const { items, next } = pageOf(all, NextToken, most ?? longestPage, 'InvalidParameterValue');
  const hasNext = most !== undefined && next.nextToken !== undefined;
  return { items, ...(hasNext && { NextToken: next.nextToken }) };
};

const toSeconds = (ms: number): string => String(Math.floor(ms / 1_000));

const countsOf = (queue: Queue, now: number): Record<string, string> => {
  const counts = { visible: 0, delayed: 0, inFlight: 0 };
  for (const { visibleAt, receivedAt } of queue.messages()) {
    if (visibleAt <= now) counts.visible += 1;
    else if (receivedAt === undefined) counts.delayed += 1;
    else counts.inFlight += 1;
  }
  return {
    ApproximateNumberOfMessages: String(counts.visible),
    ApproximateNumberOfMessagesDelayed: String(counts.delayed),
    ApproximateNumberOfMessagesNotVisible: String(counts.inFlight),
  };
};

const askedAttributes = (queue: Queue, asked: string[], now: number): Record<string, string> | undefined => {
  const all: Record<string, string> = {
    ...queue.attributes,
    ...countsOf(queue, now),
    QueueArn: queue.arn,
    CreatedTimestamp: toSeconds(queue.createdAt),
    LastModifiedTimestamp: toSeconds(queue.modifiedAt),
  };
  const wrong = asked.find((name) => name !== 'All' && !Object.hasOwn(all, name) && !changeableAttributes.has(name));
  if (wrong !== undefined) throw invalidAttributeName(wrong);
  const given = Object.entries(all).filter(([name]) => asked.includes('All') || asked.includes(name));
  return given.length === 0 ? undefined : Object.fromEntries(given);
};
