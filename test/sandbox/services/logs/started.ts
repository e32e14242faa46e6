import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { logsService } from '../../../../sandbox/services/logs.ts';
import { turnedClock } from '../../../../sandbox/turned-clock.ts';
import { clientConfig, createWorld, start } from '../../endpoint/started.ts';

/** CloudWatch Logs on a turned clock, with one log group whose streams each test makes for itself. */
export const startLogs = async () => {
  const world = createWorld(turnedClock());
  const logs = logsService(world);
  const endpoint = await start(world, [logs.service]);
  const client = new CloudWatchLogsClient(clientConfig(endpoint));
  const group = '/ecs/autodiag';
  logs.createGroup(group);
  let count = 0;
  return {
    endpoint,
    client,
    logs,
    group,
    now: world.clock.now(),
    newStream(messages: (string | { timestamp: number; message: string })[] = []): string {
      count += 1;
      const name = `stream-${count}`;
      logs.put(group, name, messages);
      return name;
    },
    get: (logStreamName: string, options: object = {}) =>
      client.send(new GetLogEventsCommand({ logGroupName: group, logStreamName, ...options })),
    async close(): Promise<void> {
      client.destroy();
      await endpoint.close();
      world.clock.stop();
    },
  };
};

/** The messages of an answer. */
export const textsOf = ({ events }: { events?: { message?: string | undefined }[] | undefined }) =>
  events?.map(({ message }) => message);
