import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts';

const arnOf = (name: string): string => `arn:aws:sqs:us-east-1:000000000000:ecs-runbooks-sandbox-agent-${name}`;
const trigger = '/aws/lambda/ecs-runbooks-sandbox-start-agent-disconnect';

let sandbox: Sandbox;
const logged: { group: string; message: string }[] = [];

beforeAll(async () => {
  sandbox = await startSandbox({ clock: 'turned', region: 'us-east-1' });
  sandbox.services.logs.onEvents(({ group, events }) => {
    logged.push(...events.map(({ message }) => ({ group, message: String(message) })));
  });
}, 600_000);
afterEach(() => sandbox.faults.clear());
afterAll(() => sandbox.close());

const pass = (seconds: number): Promise<void> => sandbox.clock.sleep(seconds * 1_000);

let made = 0;

/** A cluster of so many connected instances. @returns its name and theirs */
const createCluster = (instances: number) => {
  made += 1;
  const clusterName = `events${made}`;
  sandbox.services.ecs.operations.CreateCluster({ clusterName });
  const machines = Array.from(
    { length: instances },
    (_, index) => `i-e${made.toString(16).padStart(4, '0')}${index.toString(16).padStart(12, '0')}`,
  );
  for (const ec2InstanceId of machines) {
    sandbox.services.ecs.registerInstance({ clusterName, launchType: 'EC2', ec2InstanceId });
  }
  return { clusterName, machines };
};

const connect = (machines: readonly string[], isConnected: boolean): void => {
  for (const machine of machines) sandbox.services.ecs.setAgentConnected(machine, isConnected);
};

const subjects = (cluster: string) =>
  sandbox.services.sns
    .mailbox()
    .filter(({ topicArn, subject = '' }) => topicArn.endsWith('-agent-alerts') && subject.includes(` in ${cluster} (`))
    .map(({ subject }) => subject);

/** What the trigger logged of its batches, oldest first. */
const judged = () =>
  logged
    .filter(({ group, message }) => group === trigger && message.includes('disconnections judged'))
    .map(({ message }) => JSON.parse(message) as Record<string, number>);

const errors = () => logged.filter(({ group, message }) => group === trigger && message.includes('"level":"ERROR"'));
const deadLetters = () => sandbox.services.sqs.messages(arnOf('dead-letters')).map(({ body }) => body);

describe('the way of an event to an execution', () => {
  it('leaves a malformed event to a person, with an error in the log, and harms no other', async () => {
    const { clusterName, machines } = createCluster(8);
    await sandbox.services.sqs.send(arnOf('disconnects'), '{"time":"now"}');
    connect(machines.slice(0, 1), false);
    await pass(180);
    expect(subjects(clusterName)).toEqual([`[ISSUE] ECS agents: 1 of 8 disconnected in ${clusterName} (us-east-1)`]);
    expect(errors()[0]?.message).toContain('time: expected a time such as 2026-11-21T05:50:07Z');
    expect(deadLetters()).toEqual([]);
    await pass(5 * 400);
    expect(deadLetters()).toEqual(['{"time":"now"}']);
    expect(errors()).toHaveLength(5);
    expect(subjects(clusterName)).toHaveLength(1);
    connect(machines, true);
    await pass(400);
    expect(subjects(clusterName)).toHaveLength(2);
  });

  it('makes one message of a hundred agents of a cluster that drop together, and none of those that come back', async () => {
    const { clusterName, machines } = createCluster(120);
    connect(machines, false);
    await pass(30);
    connect(machines.slice(100), true);
    await pass(300);
    expect(subjects(clusterName)).toEqual([
      `[ISSUE] ECS agents: 100 of 120 disconnected in ${clusterName} (us-east-1)`,
    ]);
    expect(judged().at(-1)).toMatchObject({ messages: 120, clusters: 1, over: 20, open: 100, started: 1, failed: 0 });
    connect(machines, true);
    await pass(400);
    expect(subjects(clusterName)).toHaveLength(2);
  });

  it('loses nothing when no execution can be started for a while', async () => {
    const { clusterName, machines } = createCluster(8);
    // each try of the trigger makes four: two invocations fail
    sandbox.faults.add({ service: 'states', operation: 'StartExecution', error: 'ThrottlingException', times: 8 });
    connect(machines.slice(0, 2), false);
    await pass(700);
    expect(subjects(clusterName)).toEqual([]);
    await pass(400);
    expect(subjects(clusterName)).toEqual([`[ISSUE] ECS agents: 2 of 8 disconnected in ${clusterName} (us-east-1)`]);
    expect(judged().slice(-3)).toMatchObject([
      { started: 0, failed: 2 },
      { started: 0, failed: 2 },
      { started: 1, failed: 0 },
    ]);
    connect(machines, true);
    await pass(400);
    expect(subjects(clusterName)).toHaveLength(2);
  });
});
