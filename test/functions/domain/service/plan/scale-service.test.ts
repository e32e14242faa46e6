import { describe, expect, it } from '@jest/globals';
import {
  planBounds,
  planServiceScaling,
  type ScalingWish,
} from '../../../../../functions/domain/service/plan/scale-service.ts';
import type { ServiceFacts } from '../../../../../functions/domain/service/plan/service-facts.ts';
import { context, resource, target } from './scaling-world.ts';

const ref = context.service;
const service = (rest: Partial<ServiceFacts> = {}): ServiceFacts => ({
  serviceArn: 'arn:aws:ecs:us-east-1:111122223333:service/testing-prestaging/example1',
  clusterArn: 'arn:aws:ecs:us-east-1:111122223333:cluster/testing-prestaging',
  status: 'ACTIVE',
  schedulingStrategy: 'REPLICA',
  deploymentController: 'ECS',
  launchType: 'FARGATE',
  capacityProviderStrategy: [],
  taskDefinition: 'arn:aws:ecs:us-east-1:111122223333:task-definition/example1:1',
  desiredCount: 3,
  runningCount: 3,
  pendingCount: 0,
  network: null,
  loadBalancers: [],
  healthCheckGracePeriodSeconds: null,
  enableExecuteCommand: false,
  enableECSManagedTags: false,
  propagateTags: 'NONE',
  platformVersion: null,
  deploymentConfiguration: {},
  deployedAt: null,
  tags: {},
  ...rest,
});
const scaled = target({ minCapacity: 2, maxCapacity: 6 });
const plan = (
  wish: Partial<ScalingWish>,
  known: Partial<{ service: ServiceFacts; target: typeof scaled | null }> = {},
) =>
  planServiceScaling(
    ref,
    { service: service(), target: scaled, ...known },
    { wanted: undefined, moveBounds: false, ...wish },
  );

describe('planServiceScaling', () => {
  it('sets the count and can put it back', () => {
    const { desiredCount, planned } = plan({ wanted: 5 });
    expect(desiredCount).toBe(5);
    const names = { cluster: ref.cluster, service: ref.service };
    expect(planned).toMatchObject([
      {
        step: 'scale-service',
        action: 'change',
        name: 'testing-prestaging/example1',
        changes: [{ field: 'desiredCount', from: 3, to: 5 }],
        calls: [{ call: 'ecs:UpdateService', input: { ...names, desiredCount: 5 } }],
        undo: [{ call: 'ecs:UpdateService', input: { ...names, desiredCount: 3 } }],
      },
    ]);
  });

  it('keeps a count that is as wanted', () => {
    expect(plan({ wanted: 3 }).planned).toMatchObject([{ action: 'keep', calls: [], undo: [] }]);
  });

  it.each([
    ['auto', undefined, 3],
    ['match', { service: 'old', counts: { runningCount: 4, desiredCount: 2 } }, 4],
  ] as const)('finds the count for %s', (wanted, active, desiredCount) => {
    expect(plan({ wanted, active }).desiredCount).toBe(desiredCount);
  });

  it.each([2, 6])('scales up to the bounds: %d', (wanted) => {
    expect(plan({ wanted }).desiredCount).toBe(wanted);
  });

  it.each([0, 1, 7])('refuses a count outside of the bounds: %d', (wanted) => {
    expect(() => plan({ wanted })).toThrow(
      expect.objectContaining({
        name: 'ScalingOutOfBoundsError',
        message:
          `${wanted} tasks are outside of what the scalable target service/testing-prestaging/example1 allows, 2 to 6, ` +
          'so autoscaling would change the count back; nothing was changed; choose a count within, or give ' +
          'moveBounds=true to widen the bounds to it',
      }),
    );
  });

  it('does not mind bounds that are not there', () => {
    expect(plan({ wanted: 100 }, { target: null }).desiredCount).toBe(100);
  });

  it('moves the bounds first where it may, and can put them back', () => {
    expect(plan({ wanted: 7, moveBounds: true }).planned).toMatchObject([
      {
        step: 'register-scalable-target',
        action: 'change',
        changes: [{ field: 'MaxCapacity', from: 6, to: 7 }],
        calls: [{ input: { ...resource, MinCapacity: 2, MaxCapacity: 7 } }],
        undo: [{ input: { ...resource, MinCapacity: 2, MaxCapacity: 6 } }],
      },
      { step: 'scale-service', action: 'change' },
    ]);
  });

  it('says what to do where there is no count', () => {
    expect(() => plan({})).toThrow(
      'no desired count: neither the request nor the spec has a desiredCount; give desiredCount in the request: a number, auto or match',
    );
    expect(() => plan({ wanted: 'auto', active: { service: 'gone', counts: null } })).toThrow(
      'no desired count: the active service gone does not exist in the cluster; give desiredCount a whole number of 0 or more',
    );
  });

  it.each<[Partial<ServiceFacts>, string]>([
    [{ status: 'DRAINING' }, 'it is being deleted'],
    [{ schedulingStrategy: 'DAEMON' }, 'a DAEMON service has one task on each container instance'],
  ])('refuses a service that has no count to set: %j', (rest, reason) => {
    expect(() => plan({ wanted: 3 }, { service: service(rest) })).toThrow(
      expect.objectContaining({
        name: 'ServiceNotScalableError',
        message: `service example1 in cluster testing-prestaging cannot be scaled: ${reason}; nothing was changed`,
      }),
    );
  });
});

describe('planBounds', () => {
  it('lowers the minimum for a smaller count', () => {
    expect(planBounds(ref, { ...scaled, arn: null }, 0)).toMatchObject([
      { changes: [{ field: 'MinCapacity', from: 2, to: 0 }], calls: [{ input: { MinCapacity: 0, MaxCapacity: 6 } }] },
    ]);
  });

  it('has nothing to do within the bounds, or without them', () => {
    expect(planBounds(ref, scaled, 4)).toEqual([]);
    expect(planBounds(ref, null, 4)).toEqual([]);
  });
});
