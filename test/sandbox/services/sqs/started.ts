import { SQSClient } from '@aws-sdk/client-sqs';
import { sqsService } from '../../../../sandbox/services/sqs/index.ts';
import { turnedClock } from '../../../../sandbox/turned-clock.ts';
import { clientConfig, createWorld, start } from '../../endpoint/started.ts';

/** SQS behind an endpoint, on a turned clock. */
export const startSqs = async () => {
  const world = createWorld(turnedClock());
  const sqs = sqsService(world);
  const endpoint = await start(world, [sqs.service]);
  world.endpointUrl = endpoint.url;
  const client = new SQSClient(clientConfig(endpoint));
  return {
    world,
    clock: world.clock,
    sqs,
    endpoint,
    client,
    async close(): Promise<void> {
      client.destroy();
      await endpoint.close();
      world.clock.stop();
    },
  };
};

export type StartedSqs = Awaited<ReturnType<typeof startSqs>>;
