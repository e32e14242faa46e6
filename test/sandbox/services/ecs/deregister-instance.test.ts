import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { definitionOf, startEcs } from './support.ts';

let sandbox: Awaited<ReturnType<typeof startEcs>>;
beforeEach(async () => {
  sandbox = await startEcs();
  sandbox.operations.RegisterTaskDefinition(definitionOf('app', 'sandbox/runs:v1'));
});
afterEach(() => sandbox.close());

const deregister = (input = {}) =>
  sandbox.operations.DeregisterContainerInstance({
    ...{ cluster: 'demo', containerInstance: sandbox.instance.id },
    ...input,
  });
const startTask = () =>
  sandbox.operations.StartTask({
    ...{ cluster: 'demo', taskDefinition: 'app' },
    containerInstances: [sandbox.instance.id],
  });
const describeIt = () =>
  sandbox.operations.DescribeContainerInstances({ cluster: 'demo', containerInstances: [sandbox.instance.id] });

describe('DeregisterContainerInstance', () => {
  it('takes the instance out of the counts, the lists and placement', () => {
    expect(deregister().containerInstance).toMatchObject({ status: 'INACTIVE', agentConnected: false });
    const [cluster] = sandbox.operations.DescribeClusters({ clusters: ['demo'] }).clusters;
    expect(cluster?.registeredContainerInstancesCount).toBe(0);
    expect(sandbox.operations.ListContainerInstances({ cluster: 'demo' }).containerInstanceArns).toEqual([]);
    expect(sandbox.instances()).toEqual([]);
    expect(startTask().failures).toMatchObject([{ reason: 'INACTIVE' }]);
    expect(() => sandbox.operations.RunTask({ cluster: 'demo', taskDefinition: 'app', launchType: 'EC2' })).toThrow(
      'No Container Instances were found in your cluster.',
    );
  });

  it('tells of the status, then of the agent', () => {
    sandbox.emitted.splice(0);
    deregister();
    expect(
      sandbox.emitted.map(({ detail }) => [detail['version'], detail['status'], detail['agentConnected']]),
    ).toEqual([
      [4, 'INACTIVE', true],
      [5, 'INACTIVE', false],
    ]);
  });

  it('lets the instance be described for another hour', async () => {
    deregister();
    expect(describeIt().containerInstances).toMatchObject([{ status: 'INACTIVE' }]);
    await sandbox.world.clock.sleep(3_600_000);
    expect(describeIt()).toMatchObject({ containerInstances: [], failures: [{ reason: 'MISSING' }] });
  });

  it('wants force where tasks run, and stops them then', async () => {
    const taskArn = startTask().tasks[0]?.taskArn;
    await sandbox.until(taskArn, 'RUNNING');
    expect(() => deregister()).toThrow('Found running tasks on the instance.');
    expect(describeIt().containerInstances).toMatchObject([{ status: 'ACTIVE' }]);
    deregister({ force: true });
    expect(await sandbox.until(taskArn, 'STOPPED')).toMatchObject({
      stoppedReason: 'Container instance deregistration forced by user',
    });
  });

  it('refuses an instance that is not there, or not any more', () => {
    expect(() => deregister({ containerInstance: '0'.repeat(32) })).toThrow('container instance was not found');
    deregister();
    expect(() => deregister()).toThrow('container instance was not found');
  });

  it('leaves an INACTIVE instance without changes of its state', () => {
    deregister();
    const input = { cluster: 'demo', containerInstances: [sandbox.instance.id], status: 'DRAINING' as const };
    expect(sandbox.operations.UpdateContainerInstancesState(input)).toMatchObject({
      containerInstances: [],
      failures: [{ arn: sandbox.instance.instance.containerInstanceArn, reason: 'INACTIVE' }],
    });
    expect(() => sandbox.setAgentConnected(sandbox.instance.id, true)).toThrow('is deregistered');
  });
});
