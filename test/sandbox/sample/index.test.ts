import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sample, seedSample } from '../../../sandbox/sample/index.ts';
import { type ElbService, elbService } from '../../../sandbox/services/elb/index.ts';
import { startEcs, type TestEcs, thrownBy } from '../services/ecs/support.ts';

let sandbox: TestEcs;
let elb: ElbService;
let logGroups: string[];
beforeEach(async () => {
  sandbox = await startEcs();
  logGroups = [];
  elb = elbService(sandbox.world);
  await seedSample({ ecs: sandbox.ecs, elb, logs: { createGroup: (name) => logGroups.push(name) } }, sandbox.world);
});
afterEach(() => sandbox.close());

const { cluster } = sample;
const logs = () => join(sandbox.instanceDirectory(sample.ec2.ec2InstanceId), 'var/log/ecs');

describe('the sample', () => {
  it('has an EC2 instance, an external one and one whose agent is disconnected', () => {
    const containerInstances = [sample.ec2.id, sample.external.id, sample.disconnected.id];
    expect(sandbox.operations.DescribeContainerInstances({ cluster, containerInstances })).toMatchObject({
      containerInstances: [
        { ec2InstanceId: sample.ec2.ec2InstanceId, agentConnected: true },
        { ec2InstanceId: sample.external.ec2InstanceId, agentConnected: true },
        { ec2InstanceId: sample.disconnected.ec2InstanceId, agentConnected: false },
      ],
      failures: [],
    });
  });

  it('has a service with a network whose task runs', async () => {
    await sandbox.until(sample.webTaskId, 'RUNNING');
    const { services, failures } = sandbox.operations.DescribeServices({ cluster, services: [sample.service, 'none'] });
    expect(services).toMatchObject([
      {
        serviceName: 'web',
        runningCount: 1,
        networkConfiguration: {
          awsvpcConfiguration: { subnets: sample.subnets, securityGroups: sample.securityGroups },
        },
      },
    ]);
    expect(failures).toEqual([{ arn: 'arn:aws:ecs:us-east-1:000000000000:service/demo/none', reason: 'MISSING' }]);
    const { taskArns } = sandbox.operations.ListTasks({ cluster, serviceName: sample.service });
    expect(taskArns).toEqual([expect.stringContaining(sample.webTaskId)]);
    expect(sandbox.operations.ListServices({ cluster }).serviceArns).toHaveLength(1);
    expect(thrownBy(() => sandbox.operations.DescribeServices({ cluster, services: [] })).code).toBe(
      'InvalidParameterException',
    );
  });

  it('has a task that stays PENDING and that the agent logs know', async () => {
    await sandbox.world.clock.sleep(600_000);
    expect(sandbox.describe(sample.pendingTaskId)).toMatchObject({ lastStatus: 'PENDING', desiredStatus: 'RUNNING' });
    expect(await readFile(join(logs(), 'ecs-agent.log'), 'utf8')).toContain(sample.pendingTaskId);
  });

  it('has the log group that AutoDiag’s task definitions name', async () => {
    const definition = await readFile('layers/autodiag/task-definition.ec2.json', 'utf8');
    const [container] = JSON.parse(definition).containerDefinitions;
    expect(logGroups).toEqual([container.logConfiguration.options['awslogs-group']]);
  });

  it('has load balancers in the network of the service', () => {
    const Names = [sample.applicationLoadBalancer, sample.networkLoadBalancer];
    const { LoadBalancers = [] } = elb.operations.DescribeLoadBalancers({ Names });
    expect(LoadBalancers).toMatchObject([
      { Type: 'application', VpcId: sample.vpcId, State: { Code: 'active' }, SecurityGroups: sample.securityGroups },
      { Type: 'network', VpcId: sample.vpcId, State: { Code: 'active' } },
    ]);
    const listenersOf = (LoadBalancerArn?: string) => elb.operations.DescribeListeners({ LoadBalancerArn }).Listeners;
    expect(listenersOf(LoadBalancers[0]?.LoadBalancerArn)).toMatchObject([
      { Protocol: 'HTTPS', Port: 443, DefaultActions: [{ Type: 'fixed-response' }] },
      { Protocol: 'HTTP', Port: 80, DefaultActions: [{ Type: 'redirect' }] },
    ]);
    expect(listenersOf(LoadBalancers[1]?.LoadBalancerArn)).toEqual([]);
  });

  it('has agent logs, a rotated and a compressed one, and a configuration with a secret', async () => {
    expect((await readdir(logs())).sort()).toEqual([
      'ecs-agent.log',
      'ecs-agent.log.2026-06-14-03.gz',
      'ecs-agent.log.2026-06-14-04',
      'ecs-init.log',
    ]);
    const compressed = gunzipSync(await readFile(join(logs(), 'ecs-agent.log.2026-06-14-03.gz'))).toString();
    expect(compressed).toContain('CannotPullContainerError');
    const config = await readFile(join(sandbox.instanceDirectory(sample.ec2.id), 'etc/ecs/ecs.config'), 'utf8');
    expect(config).toContain('ECS_ENGINE_AUTH_DATA=');
  });
});
