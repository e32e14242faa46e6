import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts';

let sandbox: Sandbox;

const clusters = ['restarted', 'storm', 'capped', 'planned', 'refused'];

const machineOf = (cluster: string, index: number): string =>
  `i-${clusters.indexOf(cluster)}${index.toString(16).padStart(16, '0')}`;

/** A cluster of so many connected instances; the second runs Windows. */
const createCluster = (clusterName: string, instances: number): void => {
  const { operations, registerInstance } = sandbox.services.ecs;
  operations.CreateCluster({ clusterName });
  for (let index = 0; index < instances; index += 1) {
    const ec2InstanceId = machineOf(clusterName, index);
    const osType = index === 1 ? 'windows' : 'linux';
    registerInstance({ clusterName, launchType: 'EC2', ec2InstanceId, osType });
  }
};

const disconnect = (cluster: string, ...indices: number[]): void => {
  for (const index of indices) sandbox.services.ecs.setAgentConnected(machineOf(cluster, index), false);
};

const statusesOf = (cluster: string): (string | undefined)[] =>
  sandbox.services.ecs
    .instances()
    .filter(({ clusterName, instance }) => clusterName === cluster && instance.status !== 'ACTIVE')
    .map(({ instance }) => instance.ec2InstanceId);

const mails = (cluster: string) =>
  sandbox.services.sns
    .mailbox()
    .filter(({ topicArn, subject = '' }) => topicArn.endsWith('-agent-alerts') && subject.includes(` in ${cluster} (`));

const commandsTo = (cluster: string, index: number) =>
  sandbox.services.ssm.commands().filter(({ instanceIds }) => instanceIds.includes(machineOf(cluster, index)));

beforeAll(async () => {
  sandbox = await startSandbox({ clock: 'turned', region: 'us-east-1' });
}, 600_000);
afterEach(() => sandbox.faults.clear());
afterAll(() => sandbox.close());

describe('agent-disconnect with actions', () => {
  it('restarts dead agents by the platform of each, alerts them, and tells that they are back', async () => {
    createCluster('restarted', 12);
    disconnect('restarted', 0, 1);
    const run = await sandbox.run('agent-disconnect', { cluster: 'restarted', actions: 'restart-agent', follow: true });
    expect(run).toMatchObject({
      status: 'SUCCEEDED',
      output: { data: { acted: { held: null, done: 2, failed: 0, skipped: 0 } } },
    });
    expect(commandsTo('restarted', 0)).toMatchObject([{ documentName: 'AWS-RunShellScript' }]);
    expect(commandsTo('restarted', 1)).toMatchObject([{ documentName: 'AWS-RunPowerShellScript' }]);
    expect(mails('restarted').map(({ subject }) => subject)).toEqual([
      '[ISSUE] ECS agents: 2 of 12 disconnected in restarted (us-east-1)',
      '[RECOVERED] ECS agents: 2 back in restarted (us-east-1)',
    ]);
    expect(JSON.stringify(mails('restarted')[0])).toContain('restart-agent DONE');
  });

  it('sends a digest in a storm, and repairs nothing', async () => {
    createCluster('storm', 8);
    disconnect('storm', 0, 1, 2);
    const back = sandbox.clock.sleep(600_000).then(() => {
      for (const index of [0, 1, 2]) sandbox.services.ecs.setAgentConnected(machineOf('storm', index), true);
    });
    const request = { cluster: 'storm', actions: ['drain', 'restart-agent'], follow: true };
    const run = await sandbox.run('agent-disconnect', request);
    await back;
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: { data: { acted: { held: 'STORM', done: 0 } } } });
    expect(statusesOf('storm')).toEqual([]);
    expect([0, 1, 2].flatMap((index) => commandsTo('storm', index))).toEqual([]);
    expect(mails('storm')).toHaveLength(2);
    expect(JSON.stringify(mails('storm')[0])).toContain('more than a quarter of the cluster is affected');
  });

  it('drains by hand up to the cap of the hour, and counts the runs before, also what the rule’s run follows', async () => {
    createCluster('capped', 12);
    disconnect('capped', 0, 1, 2);
    const request = { cluster: 'capped', actions: 'drain', maxActionsPerHour: 2 };
    expect(await sandbox.run('agent-disconnect', request)).toMatchObject({
      output: { data: { acted: { held: 'CAP', done: 2, skipped: 1 } } },
    });
    expect(statusesOf('capped')).toHaveLength(2);
    // the rule's own run has confirmed it by then
    await sandbox.clock.sleep(300_000);
    expect(await sandbox.run('agent-disconnect', request)).toMatchObject({
      output: { data: { acted: { held: 'CAP', done: 0, skipped: 1 } } },
    });
    await sandbox.clock.sleep(3_600_000);
    expect(await sandbox.run('agent-disconnect', request)).toMatchObject({
      output: { data: { acted: { held: null, done: 1, skipped: 0 } } },
    });
    expect(statusesOf('capped')).toHaveLength(3);
  });

  it('says with dryRun what it would do', async () => {
    createCluster('planned', 8);
    disconnect('planned', 0);
    const run = await sandbox.run('agent-disconnect', { cluster: 'planned', actions: 'drain', dryRun: true });
    expect(run).toMatchObject({ output: { data: { acted: { held: 'DRY_RUN', done: 0 } } } });
    expect(statusesOf('planned')).toEqual([]);
  });

  it('alerts all the same where acting fails, and says so', async () => {
    createCluster('refused', 8);
    disconnect('refused', 0);
    sandbox.faults.add({
      service: 's3',
      operation: 'PutObject',
      error: 'AccessDenied',
      functionName: 'ecs-runbooks-sandbox-act-on-instances',
      times: 20,
    });
    const back = sandbox.clock.sleep(600_000).then(() => {
      sandbox.services.ecs.setAgentConnected(machineOf('refused', 0), true);
    });
    const run = await sandbox.run('agent-disconnect', { cluster: 'refused', actions: 'drain', follow: true });
    await back;
    expect(run).toMatchObject({ status: 'SUCCEEDED' });
    expect(statusesOf('refused')).toEqual([]);
    expect(JSON.stringify(mails('refused')[0])).toContain('Acting on them failed (AccessDenied');
  });
});
