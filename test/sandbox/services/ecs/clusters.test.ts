import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { definitionOf, startEcs, type TestEcs, thrownBy } from './support.ts';

let sandbox: TestEcs;
beforeEach(async () => {
  sandbox = await startEcs();
});
afterEach(() => sandbox.close());

const clusterArn = (name: string) => `arn:aws:ecs:us-east-1:000000000000:cluster/${name}`;

describe('clusters', () => {
  it('are created once, with default as their name', () => {
    expect(sandbox.operations.CreateCluster({}).cluster).toMatchObject({
      clusterArn: clusterArn('default'),
      status: 'ACTIVE',
    });
    sandbox.operations.CreateCluster({});
    expect(sandbox.operations.ListClusters({}).clusterArns).toEqual([clusterArn('demo'), clusterArn('default')]);
  });

  it('count their instances and tasks', async () => {
    sandbox.operations.RegisterTaskDefinition(definitionOf('probe', 'sandbox/runs'));
    const { tasks } = sandbox.operations.RunTask({ cluster: 'demo', taskDefinition: 'probe' });
    await sandbox.until(tasks[0]?.taskArn, 'RUNNING');
    expect(sandbox.operations.DescribeClusters({ clusters: ['demo', 'none'] })).toMatchObject({
      clusters: [
        { registeredContainerInstancesCount: 1, runningTasksCount: 1, pendingTasksCount: 0, activeServicesCount: 0 },
      ],
      failures: [{ arn: clusterArn('none'), reason: 'MISSING' }],
    });
  });

  it('are deleted only when they are empty', () => {
    expect(thrownBy(() => sandbox.operations.DeleteCluster({ cluster: 'demo' })).code).toBe(
      'ClusterContainsContainerInstancesException',
    );
    sandbox.operations.CreateCluster({ clusterName: 'empty' });
    expect(sandbox.operations.DeleteCluster({ cluster: clusterArn('empty') }).cluster?.status).toBe('INACTIVE');
    expect(thrownBy(() => sandbox.operations.DeleteCluster({ cluster: 'empty' })).code).toBe(
      'ClusterNotFoundException',
    );
  });

  it.each(['', 'a b', '../etc', 'x'.repeat(256)])('cannot be called %p', (clusterName) => {
    expect(thrownBy(() => sandbox.operations.CreateCluster({ clusterName })).code).toBe('InvalidParameterException');
  });
});

describe('container instances', () => {
  const id = () => sandbox.instance.id;

  it('are listed by filters and described with their resources', () => {
    sandbox.registerInstance({
      clusterName: 'demo',
      launchType: 'EXTERNAL',
      ec2InstanceId: 'mi-0123456789abcdef0',
      agentConnected: false,
    });
    const list = (filter?: string) =>
      sandbox.operations.ListContainerInstances({ cluster: 'demo', filter }).containerInstanceArns?.length;
    expect(list()).toBe(2);
    expect(list('agentConnected == true')).toBe(1);
    expect(list("ec2InstanceId in ['mi-0123456789abcdef0', 'i-0123456789abcdef0']")).toBe(2);
    expect(list('attribute:ecs.instance-type exists and runningTasksCount == 0')).toBe(1);
    expect(list('attribute:ecs.os-type != linux')).toBe(0);
    const { containerInstances } = sandbox.operations.DescribeContainerInstances({
      cluster: 'demo',
      containerInstances: [id()],
    });
    expect(containerInstances).toMatchObject([
      { ec2InstanceId: 'i-0123456789abcdef0', agentConnected: true, status: 'ACTIVE', runningTasksCount: 0 },
    ]);
  });

  it('refuse filters that the sandbox cannot read', () => {
    const list = () => sandbox.operations.ListContainerInstances({ cluster: 'demo', filter: 'weight > 3' });
    expect(thrownBy(list).message).toContain("Invalid filter 'weight > 3'");
  });

  it('drain and come back', () => {
    const setStatus = (status: 'ACTIVE' | 'DRAINING') =>
      sandbox.operations.UpdateContainerInstancesState({ cluster: 'demo', containerInstances: [id()], status });
    expect(setStatus('DRAINING').containerInstances?.[0]?.status).toBe('DRAINING');
    expect(setStatus('ACTIVE').containerInstances?.[0]?.status).toBe('ACTIVE');
  });

  it('tell their attributes', () => {
    const { attributes } = sandbox.operations.ListAttributes({
      cluster: 'demo',
      targetType: 'container-instance',
      attributeName: 'ecs.os-type',
    });
    expect(attributes).toMatchObject([{ name: 'ecs.os-type', value: 'linux' }]);
  });
});

describe('tags', () => {
  it('are added, replaced, listed and removed', () => {
    const resourceArn = clusterArn('demo');
    sandbox.operations.TagResource({
      resourceArn,
      tags: [
        { key: 'a', value: '1' },
        { key: 'b', value: '2' },
      ],
    });
    sandbox.operations.TagResource({ resourceArn, tags: [{ key: 'a', value: '3' }] });
    sandbox.operations.UntagResource({ resourceArn, tagKeys: ['b'] });
    expect(sandbox.operations.ListTagsForResource({ resourceArn }).tags).toEqual([{ key: 'a', value: '3' }]);
  });

  it('are refused where AWS refuses them', () => {
    const tag = (key: string, resourceArn = clusterArn('demo')) =>
      thrownBy(() => sandbox.operations.TagResource({ resourceArn, tags: [{ key, value: '' }] })).code;
    expect(tag('aws:mine')).toBe('InvalidParameterException');
    expect(tag('x'.repeat(129))).toBe('InvalidParameterException');
    expect(tag('a', clusterArn('none'))).toBe('InvalidParameterException');
  });
});
