import { ECSClient } from '@aws-sdk/client-ecs';
import { S3Client } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { readLedger } from '../../../functions/clients/agent/ledger.ts';
import { startAgentDisconnect } from '../../../functions/triggers/start-agent-disconnect.ts';
import { startSandbox } from '../../../sandbox/index.ts';

/** Waits long enough to be there for every test. */
const definition = JSON.stringify({
  StartAt: 'Work',
  States: { Work: { Type: 'Wait', Seconds: 86_400, End: true } },
});

const settingsOf = (stateMachineArn: string) => ({
  REPORTS_BUCKET: 'reports',
  STATE_MACHINE_ARN: stateMachineArn,
  GRACE_SECONDS: '60',
  CONFIRMATIONS: '2',
  CONFIRMATION_SECONDS: '30',
  REMINDER_MINUTES: '60',
  LIMIT_HOURS: '24',
  OFFLINE_EXTERNAL: 'report',
  ACTIONS: 'none',
  MAX_ACTIONS_PER_HOUR: '5',
});

/** What a test may have otherwise than usual. */
interface Given {
  now?: string;
  settings?: Partial<ReturnType<typeof settingsOf>>;
  abortSignal?: AbortSignal;
}

/** A line that was logged: level, message and data. */
export type Line = [level: string, message: string, data: unknown];

/** A sandbox with clusters, a bucket and a machine, and the trigger run against it. */
export const startDisconnectWorld = async () => {
  const sandbox = await startSandbox({ clock: 'real', stack: false });
  const options = {
    endpoint: sandbox.url,
    region: sandbox.region,
    credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' },
    maxAttempts: 1,
  };
  const clients = {
    ecs: new ECSClient(options),
    s3: new S3Client({ ...options, forcePathStyle: true }),
    sfn: new SFNClient(options),
  };
  const { operations, registerInstance, setAgentConnected } = sandbox.services.ecs;
  sandbox.services.s3.createBucket('reports');
  const { stateMachineArn } = await sandbox.services.stepFunctions.createStateMachine({
    name: 'ecs-runbooks-prod-agent-disconnect',
    definition,
    roleArn: 'arn:aws:iam::000000000000:role/machine',
  });
  const arnOf = (resource: string) => `arn:aws:ecs:${sandbox.region}:${sandbox.accountId}:${resource}`;
  const versionOf = (cluster: string, instance: string) =>
    operations.DescribeContainerInstances({ cluster, containerInstances: [instance] }).containerInstances?.[0]?.version;
  let made = 0;

  return {
    sandbox,
    clients,
    stateMachineArn,
    clusterArn: (name: string) => arnOf(`cluster/${name}`),
    /** A new cluster with new instances. @returns its name and their ids */
    cluster: (instances = 1) => {
      made += 1;
      const name = `cluster-${made}`;
      operations.CreateCluster({ clusterName: name });
      const ids = Array.from({ length: instances }, (_, index) => {
        const id = (made * 10_000 + index).toString(16).padStart(32, '0');
        registerInstance({ clusterName: name, launchType: 'EC2', ec2InstanceId: `i-${id.slice(15)}`, id });
        return id;
      });
      return { name, ids };
    },
    connect: setAgentConnected,
    /** Disconnects an agent. @returns what the rule makes of the event */
    drop: (cluster: string, instance: string, time: string): string => {
      setAgentConnected(instance, false);
      return JSON.stringify({
        id: 'event',
        time,
        clusterArn: arnOf(`cluster/${cluster}`),
        containerInstanceArn: arnOf(`container-instance/${cluster}/${instance}`),
        version: versionOf(cluster, instance),
      });
    },
    /** Hands the messages to the trigger; their ids are m0, m1 … */
    take: async (bodies: string[], { now = '2026-11-21T05:51:30.000Z', settings, abortSignal }: Given = {}) => {
      const lines: Line[] = [];
      const log =
        (level: string) =>
        (message: unknown, ...data: unknown[]): void => {
          lines.push([level, `${message}`, data[0]]);
        };
      const context = {
        now,
        settings: { ...settingsOf(stateMachineArn), ...settings },
        logger: { info: log('info'), warn: log('warn'), error: log('error') },
        abortSignal: abortSignal ?? new AbortController().signal,
      };
      const messages = bodies.map((body, index) => ({ messageId: `m${index}`, body }));
      return { failed: await startAgentDisconnect(clients, context)(messages), lines };
    },
    ledger: (cluster: string) => readLedger(clients.s3, { bucket: 'reports', clusterArn: arnOf(`cluster/${cluster}`) }),
    /** The cluster's executions: ARN, name and input of each. */
    executions: async (cluster: string) => {
      const { executions = [] } = await clients.sfn.send(new ListExecutionsCommand({ stateMachineArn }));
      const arns = executions.filter(({ name }) => name?.startsWith(`${cluster}-`)).map((one) => one.executionArn);
      const described = await Promise.all(
        arns.map((executionArn) => clients.sfn.send(new DescribeExecutionCommand({ executionArn }))),
      );
      return described.map(({ executionArn = '', name = '', input = '' }) => ({
        executionArn,
        name,
        input: JSON.parse(input) as Record<string, unknown>,
      }));
    },
    end: (executionArn: string): void =>
      sandbox.services.stepFunctions.execution(executionArn).stop('Ended', 'by the test'),
    close: async () => {
      for (const client of Object.values(clients)) client.destroy();
      await sandbox.close();
    },
  };
};

export type DisconnectWorld = Awaited<ReturnType<typeof startDisconnectWorld>>;
