import { createFaults } from '../../../sandbox/faults.ts';
import { Poller, type PollerSettings } from '../../../sandbox/lambda/poller.ts';
import { sqsService } from '../../../sandbox/services/sqs/index.ts';
import { turnedClock } from '../../../sandbox/turned-clock.ts';

/** A function's answer to a batch; what is thrown is thrown by Invoke. */
export type Answer = (bodies: string[], ids: string[]) => unknown;

/** A batch as the function got it. */
export interface Got {
  /** Seconds since the beginning. */
  at: number;
  bodies: string[];
}

const invocation = { statusCode: 200, executedVersion: '$LATEST', requestId: 'one' };

/** Where messages go that the queue's redrive policy takes away. */
export const deadArn = 'arn:aws:sqs:eu-west-1:111122223333:dead';

/** A queue, a poller and a function that answers as told, with time that is turned. */
export const polled = (
  settings: Partial<PollerSettings> = {},
  answer: Answer = () => null,
  attributes: Record<string, string> = {},
) => {
  const clock = turnedClock();
  const startedAt = clock.now();
  const world = {
    accountId: '111122223333',
    region: 'eu-west-1',
    endpointUrl: 'http://127.0.0.1:4566',
    clock,
    faults: createFaults(clock),
  };
  const sqs = sqsService(world);
  sqs.createQueue('dead');
  const { arn } = sqs.createQueue('orders', { VisibilityTimeout: '30', ...attributes });
  const got: Got[] = [];
  const invoke = async (event: string) => {
    const { Records } = JSON.parse(event) as { Records: { body: string; messageId: string }[] };
    const bodies = Records.map(({ body }) => body);
    got.push({ at: (clock.now() - startedAt) / 1_000, bodies });
    const given = await answer(
      bodies,
      Records.map(({ messageId }) => messageId),
    );
    if (given instanceof Error) return { ...invocation, payload: '{}', functionError: 'Unhandled' };
    return { ...invocation, payload: JSON.stringify(given) };
  };
  const poller = new Poller(
    { queueArn: arn, batchSize: 10, windowSeconds: 0, reportsFailures: false, mostBatches: 5, ...settings },
    { clock, queues: sqs.reader, invoke },
  );
  return {
    arn,
    clock,
    got,
    poller,
    sqs,
    send: async (...bodies: string[]) => {
      for (const body of bodies) await sqs.send(arn, body);
    },
    /** Lets time pass. */
    pass: (seconds: number) => clock.sleep(seconds * 1_000),
    /** Bodies of what lies in the queue. */
    lying: (queueArn = arn) => sqs.messages(queueArn).map(({ body }) => body),
    close: async () => {
      await poller.close();
      clock.stop();
    },
  };
};

export type Polled = ReturnType<typeof polled>;
