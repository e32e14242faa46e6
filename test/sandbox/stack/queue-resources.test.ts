import { describe, expect, it } from '@jest/globals';
import { createFaults } from '../../../sandbox/faults.ts';
import { sqsService } from '../../../sandbox/services/sqs/index.ts';
import { queueDeployers } from '../../../sandbox/stack/queue-resources.ts';
import { turnedClock } from '../../../sandbox/turned-clock.ts';

const start = () => {
  const clock = turnedClock();
  const sqs = sqsService({
    accountId: '111122223333',
    region: 'eu-west-1',
    endpointUrl: 'http://127.0.0.1:4566',
    clock,
    faults: createFaults(clock),
  });
  const make = queueDeployers({ sqs }, { stackName: 'stack' })['AWS::SQS::Queue'];
  return { sqs, make: async (properties: Record<string, unknown>) => make?.(properties, 'Events') };
};

describe('an AWS::SQS::Queue', () => {
  it('is made with the attributes of the template', async () => {
    const { sqs, make } = start();
    const dead = await make({ QueueName: 'dead' });
    const RedrivePolicy = { deadLetterTargetArn: dead?.attributes['Arn'], maxReceiveCount: 5 };
    const queue = await make({
      QueueName: 'events',
      DelaySeconds: 60,
      VisibilityTimeout: '380',
      RedrivePolicy,
      SqsManagedSseEnabled: true,
      Tags: [{ Key: 'owner', Value: 'ops' }],
    });
    const arn = 'arn:aws:sqs:eu-west-1:111122223333:events';
    const url = 'http://127.0.0.1:4566/111122223333/events';
    expect(queue).toEqual({ ref: url, attributes: { Arn: arn, QueueName: 'events', QueueUrl: url } });
    expect(sqs.reader.visibilityTimeoutSeconds(arn)).toBe(380);
    await sqs.send(arn, 'one');
    expect(sqs.messages(arn)).toMatchObject([{ state: 'DELAYED' }]);
  });

  it('is named after the stack where the template gives no name', async () => {
    expect(await start().make({})).toMatchObject({ attributes: { QueueName: 'stack-Events' } });
  });

  it('is refused with a property that queues do not have', async () => {
    await expect(start().make({ Delay: 60 })).rejects.toMatchObject({ code: 'InvalidAttributeName' });
  });
});
