import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Ec2State } from '../../../../sandbox/hosts/index.ts';
import { definitionOf, startEcs } from './support.ts';

const machine = 'i-0123456789abcdef0';
let sandbox: Awaited<ReturnType<typeof startEcs>>;
beforeEach(async () => {
  sandbox = await startEcs();
});
afterEach(() => sandbox.close());

const become = (...states: Ec2State[]) => {
  for (const state of states) sandbox.hosts.change(machine, { state });
};
const instance = () => {
  const input = { cluster: 'demo', containerInstances: [sandbox.instance.id] };
  const { status, agentConnected } = sandbox.operations.DescribeContainerInstances(input).containerInstances[0] ?? {};
  return { status, agentConnected };
};

describe('a container instance and its machine', () => {
  it('stays ACTIVE while the machine is stopped, and its agent comes back', async () => {
    become('stopping', 'stopped');
    await sandbox.world.clock.sleep(3_600_000);
    expect(instance()).toEqual({ status: 'ACTIVE', agentConnected: false });
    expect(() => sandbox.setAgentConnected(machine, true)).toThrow(
      `instance ${machine} is stopped: its agent connects once it is running`,
    );
    become('pending');
    expect(instance().agentConnected).toBe(false);
    become('running');
    expect(instance()).toEqual({ status: 'ACTIVE', agentConnected: true });
  });

  it('stops its tasks', async () => {
    sandbox.operations.RegisterTaskDefinition(definitionOf('app', 'sandbox/runs:v1'));
    const [task] = sandbox.operations.RunTask({ cluster: 'demo', taskDefinition: 'app', launchType: 'EC2' }).tasks;
    await sandbox.until(task?.taskArn, 'RUNNING');
    become('stopping', 'stopped');
    expect(await sandbox.until(task?.taskArn, 'STOPPED')).toMatchObject({
      stoppedReason: `Host EC2 (instance ${machine}) stopped.`,
    });
  });

  it.each<[string, Ec2State[]]>([
    ['in steps', ['shutting-down', 'terminated']],
    ['at once', ['terminated']],
  ])('is deregistered soon after a machine was terminated %s', async (_, states) => {
    become(...states);
    expect(instance()).toEqual({ status: 'ACTIVE', agentConnected: false });
    await sandbox.world.clock.sleep(10_000);
    expect(instance()).toEqual({ status: 'INACTIVE', agentConnected: false });
  });

  it('stays where its agent was disconnected before, as on AWS', async () => {
    sandbox.setAgentConnected(machine, false);
    become('shutting-down', 'terminated');
    await sandbox.world.clock.sleep(600_000);
    expect(instance()).toEqual({ status: 'ACTIVE', agentConnected: false });
  });

  it('is not deregistered twice', async () => {
    become('terminated');
    sandbox.operations.DeregisterContainerInstance({ cluster: 'demo', containerInstance: sandbox.instance.id });
    const count = sandbox.emitted.length;
    await sandbox.world.clock.sleep(10_000);
    expect(sandbox.emitted).toHaveLength(count);
  });

  it('keeps its agent as it is while only its ping changes', () => {
    sandbox.setAgentConnected(machine, false);
    sandbox.hosts.change(machine, { ping: 'ConnectionLost' });
    expect(instance().agentConnected).toBe(false);
    sandbox.hosts.change(machine, { ping: 'Online' });
    expect(instance().agentConnected).toBe(false);
  });

  it('has nothing to do with machines of others', () => {
    sandbox.hosts.add({ id: 'i-0fedcba9876543210' });
    sandbox.hosts.change('i-0fedcba9876543210', { state: 'terminated' });
    expect(instance()).toEqual({ status: 'ACTIVE', agentConnected: true });
  });
});

describe('an instance by reference', () => {
  it.each([
    ['its machine', () => machine],
    ['its id', () => sandbox.instance.id],
    ['its ARN', () => sandbox.instance.instance.containerInstanceArn],
  ])('is found by %s', (_, reference) => {
    expect(sandbox.ecs.instance(reference())).toMatchObject({ id: sandbox.instance.id });
  });

  it('is not found by the ARN of another cluster; some of those that there are are named', () => {
    for (let index = 0; index < 11; index += 1) {
      const ec2InstanceId = `i-0000000000000${1000 + index}`;
      sandbox.registerInstance({ clusterName: 'demo', launchType: 'EC2', ec2InstanceId });
    }
    const arn = sandbox.instance.instance.containerInstanceArn.replace('/demo/', '/other/');
    expect(() => sandbox.ecs.instance(arn)).toThrow(
      new RegExp(`^no container instance ${arn} in the sandbox; it has ${machine}, .* and 2 more$`),
    );
  });
});
