import { ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { SubscribeCommand } from '@aws-sdk/client-sns';
import { afterAll, afterEach, beforeAll } from '@jest/globals';
import { readLedger } from '../../../functions/clients/agent/ledger.ts';
import { s3, sfn, sns } from '../../../functions/clients/index.ts';
import type { RunbookResult } from '../../../functions/domain/runbook.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts';

const stack = 'ecs-runbooks-sandbox';
const clientsOf = ({ url: endpoint, region }: Sandbox) => {
  const options = { endpoint, region, credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' } };
  return { sns: sns(options), sfn: sfn(options), s3: s3({ ...options, forcePathStyle: true } as typeof options) };
};

/** How an execution of agent-disconnect is, or ended. */
export interface Run {
  arn: string;
  name: string;
  status: string;
  states: string[];
  result: RunbookResult | undefined;
}

/** A message of the alert topic. */
export interface Told {
  subject: string;
  mail: string;
  slack: { content: { title: string; description: string }; metadata: { threadId: string } };
}

/** The whole suite in a sandbox whose clock is turned, with clusters of its own; times are seconds of that clock. */
export const disconnectWorld = () => {
  const world = {} as { sandbox: Sandbox; clients: ReturnType<typeof clientsOf>; number: number };
  const logged: { group: string; message: string }[] = [];

  beforeAll(async () => {
    const sandbox = await startSandbox({ clock: 'turned' });
    Object.assign(world, { sandbox, clients: clientsOf(sandbox), number: 0 });
    sandbox.services.logs.onEvents(({ group, events }) => {
      logged.push(...events.map(({ message }) => ({ group, message: String(message).trim() })));
    });
    const TopicArn = `arn:aws:sns:us-east-1:000000000000:${stack}-agent-alerts`;
    await world.clients.sns.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'ops@example.com' }));
  }, 600_000);
  afterEach(() => world.sandbox.faults.clear());
  afterAll(async () => {
    for (const client of Object.values(world.clients)) client.destroy();
    await world.sandbox.close();
  });

  const pass = (seconds: number) => world.sandbox.clock.sleep(seconds * 1_000);

  /** Log lines of a function, such as `tell-recovery`, that hold a text. */
  const lines = (name: string, text: string): string[] =>
    logged
      .filter(({ group, message }) => group === `/aws/lambda/${stack}-${name}` && message.includes(text))
      .map(({ message }) => message);

  /** Sets variables of a function, as stage parameters do. */
  const configure = (name: string, variables: Record<string, string>): void =>
    world.sandbox.services.lambda.setEnvironment(`${stack}-${name}`, variables);

  /** Bodies of the messages in one of the runbook's queues, `disconnects` or `dead-letters`, that hold a text. */
  const queued = (name: string, text: string): string[] =>
    world.sandbox.services.sqs
      .messages(`arn:aws:sqs:us-east-1:000000000000:${stack}-agent-${name}`)
      .map(({ body }) => body)
      .filter((body) => body.includes(text));

  const runs = async (cluster: string): Promise<Run[]> => {
    const stateMachineArn = `arn:aws:states:us-east-1:000000000000:stateMachine:${stack}-agent-disconnect`;
    const { executions = [] } = await world.clients.sfn.send(new ListExecutionsCommand({ stateMachineArn }));
    return executions
      .filter(({ name }) => name?.startsWith(`${cluster}-`))
      .reverse()
      .map(({ executionArn = '', name = '' }) => {
        const { status, output, history } = world.sandbox.services.stepFunctions.execution(executionArn);
        const states = history.events.flatMap(({ stateEnteredEventDetails: entered }) => entered?.name ?? []);
        return {
          arn: executionArn,
          name,
          status,
          states,
          result: output === undefined ? undefined : JSON.parse(output),
        };
      });
  };

  /** The alert topic's messages about a cluster, oldest first. */
  const told = (cluster: string): Told[] => {
    const mails = world.sandbox.services.sns.mailbox();
    const copies = mails.filter(({ to, topicArn }) => to === undefined && topicArn.endsWith('-agent-alerts'));
    const sent = mails.filter(({ to, topicArn }) => to === 'ops@example.com' && topicArn.endsWith('-agent-alerts'));
    return sent
      .map(({ subject = '', message }, index) => ({
        subject,
        mail: message,
        slack: JSON.parse(copies[index]?.message ?? '{}'),
      }))
      .filter(({ subject }) => subject.includes(` ${cluster} `));
  };

  /** A new cluster with container instances whose agents are connected. */
  const cluster = (instances: number, { isExternal = false, tagValue = '' } = {}) => {
    world.number += 1;
    const name = `shop${world.number}x`;
    const { services } = world.sandbox;
    const tags = tagValue === '' ? [] : [{ key: 'ecs-agent-monitoring', value: tagValue }];
    services.ecs.operations.CreateCluster({ clusterName: name, tags });
    const machines = Array.from({ length: instances }, (_, index) => {
      const number = (world.number * 10_000 + index).toString(16).padStart(17, '0');
      return `${isExternal ? 'mi' : 'i'}-${number}`;
    });
    const launchType = isExternal ? 'EXTERNAL' : 'EC2';
    const ids = machines.map(
      (ec2InstanceId) => services.ecs.registerInstance({ clusterName: name, launchType, ec2InstanceId }).id,
    );
    const flip = (isConnected: boolean, indices: number[]) => {
      for (const index of indices) services.ecs.setAgentConnected(machines[index] ?? '', isConnected);
    };
    const clusterArn = `arn:aws:ecs:us-east-1:000000000000:cluster/${name}`;
    const bucket = `${stack}-reports-000000000000-us-east-1`;
    return {
      name,
      arn: clusterArn,
      ids,
      machines,
      disconnect: (...indices: number[]) => flip(false, indices),
      connect: (...indices: number[]) => flip(true, indices),
      runs: () => runs(name),
      told: () => told(name),
      outages: async () => (await readLedger(world.clients.s3, { bucket, clusterArn })).outages,
    };
  };

  const run = (request: object) => world.sandbox.run('agent-disconnect', request);
  return { world, pass, cluster, run, lines, configure, queued };
};
