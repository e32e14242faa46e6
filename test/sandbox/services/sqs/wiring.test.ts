import { EventBridgeClient, PutEventsCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Sandbox, startSandbox } from '../../../../sandbox/index.ts';

let sandbox: Sandbox;
let sqs: SQSClient;
let events: EventBridgeClient;
beforeAll(async () => {
  sandbox = await startSandbox({ stack: false, clock: 'turned' });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const config = { endpoint: sandbox.url, region: sandbox.region, credentials };
  sqs = new SQSClient(config);
  events = new EventBridgeClient(config);
}, 60_000);
afterAll(async () => {
  sqs.destroy();
  events.destroy();
  await sandbox.close();
});

it('an event comes to a queue of the same sandbox, by a URL that leads to it, once its delay is over', async () => {
  const queue = { QueueName: 'orders', Attributes: { DelaySeconds: '15' } };
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand(queue));
  expect(QueueUrl).toBe(`${sandbox.url}/000000000000/orders`);
  const Arn = `arn:aws:sqs:${sandbox.region}:000000000000:orders`;
  await events.send(new PutRuleCommand({ Name: 'orders', EventPattern: '{"source":["shop"]}' }));
  await events.send(new PutTargetsCommand({ Rule: 'orders', Targets: [{ Id: 'q', Arn, InputPath: '$.detail' }] }));
  const sentAt = sandbox.clock.now();
  await events.send(new PutEventsCommand({ Entries: [{ Source: 'shop', DetailType: 'order', Detail: '{"id":1}' }] }));
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
  expect(Messages).toMatchObject([{ Body: '{"id":1}' }]);
  expect(sandbox.clock.now() - sentAt).toBe(15_000);
});
