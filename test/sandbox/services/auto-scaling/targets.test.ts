import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { describeWith } from '../../../support/programs.ts';
import { aws } from '../../endpoint/started.ts';
import { scaled, startAutoScaling, type TestAutoScaling } from './started.ts';

let test: TestAutoScaling;
beforeAll(async () => {
  test = await startAutoScaling();
});
afterAll(() => test.close());

const register = (input: object = {}, service = 'web') =>
  test.client.registerScalableTarget({ ...scaled(service), MinCapacity: 1, MaxCapacity: 4, ...input });

const described = async (service: string) =>
  (await test.client.describeScalableTargets({ ServiceNamespace: 'ecs', ResourceIds: [scaled(service).ResourceId] }))
    .ScalableTargets;

describe('a scalable target', () => {
  it('is registered, then changed by what is given', async () => {
    const { ScalableTargetARN } = await register();
    expect(await described('web')).toMatchObject([
      {
        ...scaled(),
        MinCapacity: 1,
        MaxCapacity: 4,
        ScalableTargetARN,
        CreationTime: new Date(test.world.clock.now()),
        SuspendedState: { DynamicScalingInSuspended: false, ScheduledScalingSuspended: false },
      },
    ]);
    const SuspendedState = { DynamicScalingInSuspended: true };
    expect(await test.client.registerScalableTarget({ ...scaled(), MaxCapacity: 9, SuspendedState })).toMatchObject({
      ScalableTargetARN,
    });
    expect(await described('web')).toMatchObject([
      { MinCapacity: 1, MaxCapacity: 9, SuspendedState: { ...SuspendedState, DynamicScalingOutSuspended: false } },
    ]);
  });

  it('is deregistered once', async () => {
    await register({}, 'web-gone');
    await test.client.deregisterScalableTarget(scaled('web-gone'));
    expect(await described('web-gone')).toEqual([]);
    await expect(test.client.deregisterScalableTarget(scaled('web-gone'))).rejects.toMatchObject({
      name: 'ObjectNotFoundException',
      message:
        'No scalable target registered for service namespace: ecs, resource ID: service/demo/web-gone, scalable dimension: ecs:service:DesiredCount',
    });
  });

  it.each([
    ['a service that is not there', {}, 'ghost', "ECS service doesn't exist: service/demo/ghost"],
    ['a minimum above the maximum', { MinCapacity: 5 }, 'web', 'Maximum capacity cannot be less than minimum'],
    ['a negative minimum', { MinCapacity: -1 }, 'web', 'Member must have value greater than or equal to 0'],
    ['no maximum', { MaxCapacity: undefined }, 'web-new', 'MinCapacity and MaxCapacity must be given'],
    ['another namespace', { ServiceNamespace: 'dynamodb' }, 'web', "use service namespace 'ecs', not 'dynamodb'"],
    ['a namespace that AWS does not have', { ServiceNamespace: 'ebs' }, 'web', 'Member must satisfy enum value set'],
    ['the dimension of another service', { ScalableDimension: 'rds:cluster:ReadReplicaCount' }, 'web', 'Unsupported'],
    ['a resource that is no service', { ResourceId: 'table/web' }, 'web', 'Unsupported service namespace'],
  ])('is refused with %s', async (_name, input, service, message) => {
    await expect(register(input, service)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(message),
    });
  });

  it('comes in pages', async () => {
    for (const service of ['web-a', 'web-b', 'web-c']) await register({}, service);
    const ResourceIds = ['web-a', 'web-b', 'web-c'].map((service) => scaled(service).ResourceId);
    const page = (input: object) =>
      test.client.describeScalableTargets({ ServiceNamespace: 'ecs', ResourceIds, MaxResults: 2, ...input });
    const { ScalableTargets, NextToken } = await page({});
    expect(ScalableTargets).toHaveLength(2);
    expect((await page({ NextToken })).ScalableTargets).toMatchObject([{ ResourceId: ResourceIds[2] }]);
    await expect(page({ NextToken: 'x' })).rejects.toMatchObject({ name: 'InvalidNextTokenException' });
    await expect(page({ MaxResults: 51 })).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('has tags', async () => {
    const { ScalableTargetARN: ResourceARN } = await register({ Tags: { stage: 'a' } }, 'web-tagged');
    await test.client.tagResource({ ResourceARN, Tags: { stage: 'b', service: 'web' } });
    await test.client.untagResource({ ResourceARN, TagKeys: ['service'] });
    expect(await test.client.listTagsForResource({ ResourceARN })).toMatchObject({ Tags: { stage: 'b' } });
    const missing = { ResourceARN: `${ResourceARN}0` };
    await expect(test.client.listTagsForResource(missing)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      ResourceName: missing.ResourceARN,
    });
  });
});

it('answers a scripted ConcurrentUpdateException as a fault of the service', async () => {
  test.world.faults.add({
    service: 'application-autoscaling',
    operation: 'DeregisterScalableTarget',
    error: 'ConcurrentUpdateException',
  });
  await expect(test.client.deregisterScalableTarget(scaled('ghost'))).rejects.toMatchObject({
    name: 'ConcurrentUpdateException',
    $fault: 'server',
    $metadata: { httpStatusCode: 500 },
  });
});

describeWith(['aws'], 'scalable targets from the AWS CLI', () => {
  it('are registered and described', async () => {
    const where = ['--service-namespace', 'ecs', '--resource-id', 'service/demo/web-cli'];
    const dimension = ['--scalable-dimension', 'ecs:service:DesiredCount'];
    const capacity = ['--min-capacity', '2', '--max-capacity', '3'];
    const cli = (...args: string[]) => aws(test.endpoint, 'application-autoscaling', ...args);
    const registered = await cli('register-scalable-target', ...where, ...dimension, ...capacity);
    expect(registered).toMatchObject({ exitCode: 0, errors: '' });
    const namespace = ['--service-namespace', 'ecs'];
    const { output } = await cli('describe-scalable-targets', ...namespace, '--resource-ids', 'service/demo/web-cli');
    expect(output).toMatchObject({ ScalableTargets: [{ MinCapacity: 2, MaxCapacity: 3 }] });
    const { errors } = await cli('delete-scaling-policy', ...where, ...dimension, '--policy-name', 'ghost');
    expect(errors).toContain('(ObjectNotFoundException)');
  }, 60_000);
});
