import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type ServiceWorld, startServices } from './service-world.ts';
import { fargateNetwork } from './support.ts';

let world: ServiceWorld;
beforeEach(async () => {
  world = await startServices();
});
afterEach(() => world.close());

it('takes over a service with its tasks, and replaces one that stops', async () => {
  const id = 'ecs-svc/4816253017392845061';
  world.addService({
    clusterName: 'demo',
    serviceName: 'web',
    launchType: 'FARGATE',
    desiredCount: 1,
    taskDefinition: 'web:1',
    networkConfiguration: fargateNetwork,
    deployments: [{ id }],
  });
  const { task } = world.launchTask({
    clusterName: 'demo',
    launchType: 'FARGATE',
    definition: world.taskDefinition('web'),
    input: { group: 'service:web', startedBy: id, networkConfiguration: fargateNetwork },
  });
  await world.pass(3600);
  expect(world.describeService()).toMatchObject({ runningCount: 1, deployments: [{ id, rolloutState: 'COMPLETED' }] });
  expect(world.events()).toEqual([]);
  world.operations.StopTask({ cluster: 'demo', task: task.taskArn });
  await world.pass(60);
  expect(world.tasks()).toMatchObject([{ startedBy: id, lastStatus: 'RUNNING' }]);
});
