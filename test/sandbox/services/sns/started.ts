import { SNS } from '@aws-sdk/client-sns';
import type { Endpoint } from '../../../../sandbox/endpoint/index.ts';
import { AwsError } from '../../../../sandbox/service.ts';
import { snsService } from '../../../../sandbox/services/sns.ts';
import { turnedClock } from '../../../../sandbox/turned-clock.ts';
import type { Listener } from '../../../support/listeners.ts';
import { listenHttp } from '../../../support/web-servers.ts';
import { clientConfig, createWorld, start } from '../../endpoint/started.ts';

/** A request that an endpoint got. */
export interface Posted {
  method: string | undefined;
  headers: Record<string, string | string[] | undefined>;
  body: string;
  /** ms on the sandbox's clock. */
  at: number;
}

/** SNS with a clock that turns, queues and functions that keep what they get, and an endpoint that answers as told. */
export const startSns = async () => {
  const world = createWorld(turnedClock());
  const queued: [arn: string, body: string][] = [];
  const invoked: [arn: string, payload: string][] = [];
  const posted: Posted[] = [];
  /** Status of each coming answer of the endpoint; 200 where there is none left. */
  const statuses: number[] = [];
  /** Errors of the coming messages to queues. */
  const queueErrors: AwsError[] = [];
  const sns = snsService(world, {
    sendToQueue: async (arn, body) => {
      const error = queueErrors.shift();
      if (error) throw error;
      queued.push([arn, body]);
    },
    invokeFunction: async (arn, payload) => void invoked.push([arn, payload]),
  });
  const listener: Listener = await listenHttp((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, headers } = request;
      posted.push({ method, headers, body: Buffer.concat(chunks).toString(), at: world.clock.now() });
      response.writeHead(statuses.shift() ?? 200).end();
    });
  });
  const endpoint: Endpoint = await start(world, [sns.service]);
  world.endpointUrl = endpoint.url;
  const client = new SNS(clientConfig(endpoint));
  return {
    world,
    sns,
    client,
    endpoint,
    queued,
    invoked,
    posted,
    statuses,
    queueErrors,
    url: `http://127.0.0.1:${listener.port}/alerts`,
    close: async () => {
      client.destroy();
      await listener.close();
      await endpoint.close();
      world.clock.stop();
    },
  };
};

export const busy = () => new AwsError('ThrottlingException', 'Rate exceeded', 400);
