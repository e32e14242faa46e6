import { randomUUID } from 'node:crypto';
import type * as client from '@aws-sdk/client-sqs';
import { AwsError, type Operations } from '../../service.ts';
import type { World } from '../../world.ts';
import { invalidParameter, outOfBounds, unsupportedOperation } from './errors.ts';
import type { Queue } from './queue.ts';
import type { Queues } from './queues.ts';

const resourceNotFound = (parameter: string) =>
  new AwsError(
    'ResourceNotFoundException',
    `The resource that you specified for the ${parameter} parameter doesn't exist.`,
  );

/** A task as it is listed: here it is over as soon as it is started. */
type MoveTask = client.ListMessageMoveTasksResultEntry;

/** Sends what is visible in a queue to where it came from, or to one destination, as new messages. */
const move = (queues: Queues, source: Queue, destination: Queue | undefined, now: number): MoveTask => {
  const waiting = source.messages().filter(({ visibleAt }) => visibleAt <= now);
  let moved = 0;
  for (const message of waiting) {
    const target = destination ?? queues.find(message.deadLetterSourceArn ?? '');
    // What a service sent here itself came from no queue: it needs a destination.
    if (!target) break;
    source.remove(message);
    target.send(message);
    moved += 1;
  }
  const isDone = moved === waiting.length;
  return {
    Status: isDone ? 'COMPLETED' : 'FAILED',
    SourceArn: source.arn,
    ...(destination && { DestinationArn: destination.arn }),
    ApproximateNumberOfMessagesMoved: moved,
    ApproximateNumberOfMessagesToMove: waiting.length,
    StartedTimestamp: now,
    ...(!isDone && { FailureReason: 'CouldNotDetermineMessageSource' }),
  };
};

/**
 * The operations that bring dead letters back.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html
 */
export const moveTaskOperations = ({ clock }: World, queues: Queues) => {
  const tasks: MoveTask[] = [];
  return {
    StartMessageMoveTask({ SourceArn = '', DestinationArn, MaxNumberOfMessagesPerSecond: rate }) {
      const source = queues.find(SourceArn);
      if (!source) throw resourceNotFound('SourceArn');
      const destination = DestinationArn === undefined ? undefined : queues.find(DestinationArn);
      if (DestinationArn !== undefined && !destination) throw resourceNotFound('DestinationArn');
      if (destination === source) throw invalidParameter('Source queue arn and destination queue arn are the same.');
      if (!queues.list().some(({ redrivePolicy }) => redrivePolicy?.deadLetterTargetArn === SourceArn)) {
        throw invalidParameter('Source queue must be configured as a Dead Letter Queue.');
      }
      if (rate !== undefined) {
        throw unsupportedOperation('the sandbox moves messages at once; leave MaxNumberOfMessagesPerSecond out');
      }
      tasks.unshift(move(queues, source, destination, clock.now()));
      return { TaskHandle: Buffer.from(`${randomUUID()} ${SourceArn}`).toString('base64') };
    },
    ListMessageMoveTasks({ SourceArn = '', MaxResults: most = 1 }) {
      if (!queues.find(SourceArn)) throw resourceNotFound('SourceArn');
      if (most < 1 || most > 10) throw outOfBounds('MaxResults', most, 'between 1 and 10');
      return { Results: tasks.filter((task) => task.SourceArn === SourceArn).slice(0, most) };
    },
  } satisfies Operations<typeof client>;
};
