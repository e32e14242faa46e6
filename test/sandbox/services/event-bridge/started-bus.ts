import { EventBridgeClient, PutRuleCommand } from '@aws-sdk/client-eventbridge';
import { eventBridgeService } from '../../../../sandbox/services/event-bridge/index.ts';
import { clientConfig, createWorld, start } from '../../endpoint/started.ts';

export const topic = 'arn:aws:sns:us-east-1:000000000000:topic';
export const machine = 'arn:aws:states:us-east-1:000000000000:stateMachine:machine';
export const EventPattern = '{"source":["shop"]}';

/** EventBridge behind an endpoint, with the rule `orders` and targets that keep what they are sent. */
export const startBus = async () => {
  const world = createWorld();
  const sent: { arn: string; message: string }[] = [];
  const keep = async (arn: string, message: string) => {
    sent.push({ arn, message });
  };
  const eventBridge = eventBridgeService(world, {
    publish: keep,
    invokeFunction: keep,
    startExecution: keep,
    sendToQueue: keep,
  });
  const endpoint = await start(world, [eventBridge.service]);
  const client = new EventBridgeClient(clientConfig(endpoint));
  await client.send(new PutRuleCommand({ Name: 'orders', EventPattern }));
  return {
    client,
    endpoint,
    eventBridge,
    sent,
    close: async () => {
      client.destroy();
      await endpoint.close();
      world.clock.stop();
    },
  };
};

export type StartedBus = Awaited<ReturnType<typeof startBus>>;
