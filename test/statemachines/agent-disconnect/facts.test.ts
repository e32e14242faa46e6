import { describe, expect, it } from '@jest/globals';
import { disconnectWorld } from './disconnect-world.ts';

const { world, pass, cluster, lines, configure } = disconnectWorld();

const clockOf = (time: number): string => new Date(time).toISOString().slice(11, 19);

/** Starts a task on an instance that runs until it is stopped. */
const startTask = async (clusterName: string, containerInstance: string): Promise<void> => {
  const { operations } = world.sandbox.services.ecs;
  const container = { name: 'app', image: 'registry.example.com/sandbox/runs', memory: 64 };
  await operations.RegisterTaskDefinition({ family: 'app', containerDefinitions: [container] });
  await operations.StartTask({ cluster: clusterName, taskDefinition: 'app', containerInstances: [containerInstance] });
};

const metricsOf = (name: string, clusterName: string): Record<string, unknown>[] =>
  lines(name, clusterName)
    .filter((line) => line.startsWith('{"_aws"'))
    .map((line) => JSON.parse(line));

describe('what is told of an agent that stays away', () => {
  it('names every fact, in mail, chat, metrics and log, and the length of the outage when it is over', async () => {
    const shop = cluster(5);
    const [, id = '', , ,] = shop.ids;
    const [, machine = ''] = shop.machines;
    await startTask(shop.name, id);
    await pass(30);
    const droppedAt = world.sandbox.clock.now();
    const link = `https://us-east-1.console.aws.amazon.com/ecs/v2/clusters/${shop.name}/infrastructure`;
    shop.disconnect(1);
    await pass(200);

    const [alert, ...second] = shop.told();
    expect(second).toEqual([]);
    expect(alert?.subject).toBe(`[ISSUE] ECS agents: 1 of 5 disconnected in ${shop.name} (us-east-1)`);
    for (const fact of [
      `of 1 of 5 container instances of cluster ${shop.name} (us-east-1, account 000000000000) is disconnected`,
      'The instances run. Their tasks run on',
      `- ${id} (${machine}, EC2, us-east-1a, linux)`,
      `since ${clockOf(droppedAt)}Z (`,
      '; 1 task running; ACTIVE\n',
      `${link}/container-instances/${id}?region=us-east-1`,
      `/ec2/home?region=us-east-1#InstanceDetails:instanceId=${machine}`,
      `aws ssm start-session --region us-east-1 --target ${machine}`,
      `--status DRAINING --container-instances ${id}`,
      `runbook start autodiag mode=GENERAL cluster=${shop.name} containerInstance=${id}`,
      'task diagnosis',
    ]) {
      expect(alert?.mail).toContain(fact);
    }
    const [run] = await shop.runs();
    expect(alert?.mail).toContain(run?.arn);
    expect(alert?.slack).toMatchObject({
      version: '1.0',
      source: 'custom',
      content: {
        textType: 'client-markdown',
        title: `:rotating_light: ECS agents: 1 of 5 disconnected in ${shop.name} (us-east-1)`,
        description: expect.stringContaining(
          `<${link}/container-instances/${id}?region=us-east-1|${id}> (${machine}, EC2,`,
        ),
        nextSteps: expect.arrayContaining([expect.stringContaining('DRAINING'), expect.stringContaining('autodiag')]),
      },
      metadata: { threadId: run?.name, relatedResources: [shop.arn, machine], additionalContext: { status: 'ISSUE' } },
    });
    expect(metricsOf('alert-disconnects', shop.name)).toMatchObject([
      { ClusterName: shop.name, DisconnectedAgents: 1 },
      { ClusterName: shop.name, ContainerInstanceId: id, DisconnectedAgents: 1 },
    ]);
    const issues = lines('alert-disconnects', id).filter((line) => line.includes('ISSUE'));
    expect(issues.map((line) => JSON.parse(line))).toMatchObject([
      {
        level: 'WARN',
        message: 'ISSUE: the ECS agent of a container instance is disconnected',
        ...{ cluster: shop.name, containerInstance: id, instanceId: machine, availabilityZone: 'us-east-1a' },
        ...{ isExternal: false, since: new Date(droppedAt).toISOString(), runningTasks: 1, flaps: 0 },
      },
    ]);

    await pass(1_000);
    shop.connect(1);
    const seconds = Math.round((world.sandbox.clock.now() - droppedAt) / 1_000);
    await pass(120);
    const [, recovery, ...more] = shop.told();
    expect(more).toEqual([]);
    expect(recovery?.subject).toBe(`[RECOVERED] ECS agents: 1 back in ${shop.name} (us-east-1)`);
    expect(recovery?.mail).toMatch(
      new RegExp(`1 outage of ECS agents in cluster ${shop.name} is over: 1 connected again; it lasted 2[01] min\\.`),
    );
    expect(recovery?.mail).toMatch(
      new RegExp(`- ${id} .*\\n  connected again at \\d\\d:\\d\\d:\\d\\dZ, after 2[01] min`),
    );
    expect(recovery?.slack).toMatchObject({
      metadata: { threadId: run?.name, additionalContext: { status: 'RECOVERED' } },
    });
    const [all, one, ...others] = metricsOf('tell-recovery', shop.name);
    expect(others).toEqual([]);
    expect(all).toMatchObject({ ClusterName: shop.name, DisconnectedAgents: 0, RecoveredAgents: 1, Flaps: 0 });
    // the look that finds it back is at most a minute after it is
    expect(one).toMatchObject({ ContainerInstanceId: id, OutageSeconds: expect.any(Number) });
    expect(Number(one?.['OutageSeconds']) - seconds).toBeGreaterThanOrEqual(0);
    expect(Number(one?.['OutageSeconds']) - seconds).toBeLessThanOrEqual(61);
  });
});

describe('what is no issue', () => {
  it('an instance that is stopped while it waits', async () => {
    const shop = cluster(8);
    shop.disconnect(0);
    await pass(70);
    world.sandbox.services.ssm.hosts.change(shop.machines[0] ?? '', { state: 'stopped' });
    await pass(400);
    expect(shop.told()).toEqual([]);
    expect(await shop.runs()).toMatchObject([
      {
        status: 'SUCCEEDED',
        result: { outcome: 'PASS', summary: expect.stringContaining('0 of 8 agents disconnected') },
      },
    ]);
    expect(await shop.outages()).toEqual({});
  });
});

describe('an external instance', () => {
  it('is alerted although Systems Manager does not hear from it, where that is wanted', async () => {
    configure('start-agent-disconnect', { OFFLINE_EXTERNAL: 'alert' });
    const shop = cluster(4, { isExternal: true });
    const [machine = ''] = shop.machines;
    world.sandbox.services.ssm.hosts.change(machine, { ping: 'ConnectionLost' });
    shop.disconnect(0);
    await pass(300);
    expect(shop.told()).toHaveLength(1);
    expect(shop.told()[0]?.mail).toContain(`- ${shop.ids[0]} (${machine}, external, linux)`);
    expect(shop.told()[0]?.mail).toContain('Systems Manager does not hear from it either');
    expect(shop.told()[0]?.mail).toContain(`fleet-manager/managed-nodes/${machine}/general?region=us-east-1`);
    shop.connect(0);
    await pass(120);
    expect(shop.told()).toHaveLength(2);
    configure('start-agent-disconnect', { OFFLINE_EXTERNAL: 'report' });
  });
});

describe('what goes away while it is followed', () => {
  it.each(['terminated', 'stopped'] as const)('is told of: its machine is %s', async (state) => {
    const shop = cluster(4);
    shop.disconnect(0);
    await pass(300);
    world.sandbox.services.ssm.hosts.change(shop.machines[0] ?? '', { state });
    await pass(120);
    const [, end, ...more] = shop.told();
    expect(more).toEqual([]);
    expect(end?.subject).toBe(`[RECOVERED] ECS agents: 1 gone in ${shop.name} (us-east-1)`);
    expect(end?.mail).toMatch(
      /(gone: the instance was terminated|the instance was stopped).* at \d\d:\d\d:\d\dZ, after \d+ min/,
    );
    expect(await shop.outages()).toEqual({});
  });
});
