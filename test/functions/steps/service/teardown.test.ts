import { CreateServiceCommand, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { describe, expect, it } from '@jest/globals';
import { resolvedService, taskDefinitionPath } from '../../domain/service/support/service-spec.ts';
import { serviceWorld, stateOf } from './service-world.ts';

const steps = serviceWorld();
const { world, register, create, scale, checkDrained, remove, checkInactive, deregister, now } = steps;

/** A deployed service with one running task, in a cluster and with a family of its own. */
const deployed = async (name: string, count = 1) => {
  await steps.cluster(name);
  const resolved = { ...resolvedService([[...taskDefinitionPath, 'family'], name]), cluster: name };
  const state = stateOf(resolved, { taskDefinition: await register(stateOf(resolved)) });
  state.plan.desiredCount = count;
  await create(state);
  await steps.pass(120);
  return { ...state, desiredCount: 0 };
};

describe('scaleService', () => {
  it("sets the plan's count and tells the one before", async () => {
    const { desiredCount: _, ...state } = await deployed('scales');
    state.plan.desiredCount = 3;
    expect(await scale(state)).toMatchObject({ desiredCount: 3, previousCount: 1, updatedAt: now() });
    expect(await steps.describe('scales')).toMatchObject({ desiredCount: 3 });
  });

  it("sets the payload's count rather than the plan's", async () => {
    const state = await deployed('overrides', 2);
    expect(await scale(state)).toMatchObject({ desiredCount: 0, previousCount: 2 });
  });

  it('sends nothing where the count is as wanted', async () => {
    const state = await deployed('as-wanted', 2);
    world.sandbox.faults.add({ service: 'ecs', operation: 'UpdateService', error: 'AccessDeniedException' });
    expect(await scale({ ...state, desiredCount: 2 })).toMatchObject({ desiredCount: 2, previousCount: 2 });
  });

  it('works on a service that the request names by ARNs', async () => {
    await deployed('by-arn', 2);
    const { serviceArn = '', clusterArn = '' } = (await steps.describe('by-arn')) ?? {};
    const { resolved: _, ...state } = stateOf(resolvedService());
    const request = { ...state.request, cluster: clusterArn, service: serviceArn };
    await scale({ ...state, request, desiredCount: 1 });
    expect(await steps.describe('by-arn')).toMatchObject({ desiredCount: 1 });
  });

  it('finds a service that is gone at 0 tasks already', async () => {
    await steps.cluster('gone');
    const state = stateOf({ ...resolvedService(), cluster: 'gone' }, { desiredCount: 0 });
    expect(await scale(state)).toEqual({
      serviceArn: null,
      clusterArn: null,
      taskDefinitionArn: null,
      desiredCount: 0,
      previousCount: 0,
      updatedAt: now(),
    });
  });

  it('fails with ServiceNotFoundError where a service that is gone is to have tasks', async () => {
    const state = stateOf(resolvedService(), { desiredCount: 1 });
    await expect(scale(state)).rejects.toMatchObject({ name: 'ServiceNotFoundError' });
  });

  it('fails with ServiceNotActiveException where a draining service is to have tasks', async () => {
    const state = await deployed('draining-up');
    await scale(state);
    await remove(state);
    await expect(scale({ ...state, desiredCount: 1 })).rejects.toMatchObject({ name: 'ServiceNotActiveException' });
  });

  it('fails with InvalidStepInputError where nothing says a count', async () => {
    await expect(scale(stateOf(resolvedService()))).rejects.toMatchObject({ name: 'InvalidStepInputError' });
  });
});

describe('a service that is taken down', () => {
  it('drains, is deleted, ends INACTIVE, and loses its revisions; a second time nothing is left to do', async () => {
    const state = await deployed('ends');
    const service = await scale(state);
    expect(await checkDrained({ ...state, service })).toMatchObject({
      status: 'PENDING',
      reason: '1 tasks are running and 0 pending',
      waitSeconds: 10,
    });
    await steps.pass(120);
    expect(await checkDrained({ ...state, service })).toMatchObject({ status: 'DRAINED', reason: 'no task is left' });
    const deleted = await remove(state);
    expect(deleted).toMatchObject({ status: 'DELETED', left: [], deletedAt: now() });
    await steps.pass(60);
    expect(await checkInactive({ ...state, deleted })).toMatchObject({ status: 'GONE' });
    expect(await deregister(state)).toEqual({ deregistered: ['ends:1'], left: [] });
    expect(await steps.revisions('ends')).toEqual([]);

    expect(await checkDrained(state)).toMatchObject({ status: 'DRAINED', reason: 'there is no such service' });
    expect(await remove(state)).toMatchObject({ status: 'GONE', serviceArn: null });
    expect(await checkInactive(state)).toMatchObject({ status: 'GONE' });
    expect(await deregister(state)).toEqual({ deregistered: [], left: [] });
  });

  it('is overdue where its tasks do not stop in time', async () => {
    const state = await deployed('lasts');
    const service = { updatedAt: '2030-01-01T00:00:00.000Z' };
    await expect(checkDrained({ ...state, service }, '2030-01-01T00:14:59.000Z')).resolves.toMatchObject({
      status: 'PENDING',
    });
    await expect(checkDrained({ ...state, service }, '2030-01-01T00:15:00.000Z')).resolves.toMatchObject({
      status: 'OVERDUE',
      reason: '1 tasks are running and 0 pending after 15 minutes',
    });
  });

  it('is overdue where it does not become INACTIVE in time', async () => {
    const state = await deployed('stays');
    await scale(state);
    await remove(state);
    const deleted = { deletedAt: '2030-01-01T00:00:00.000Z' };
    await expect(checkInactive({ ...state, deleted }, '2030-01-01T00:01:00.000Z')).resolves.toMatchObject({
      status: 'PENDING',
      reason: expect.stringContaining('the service is DRAINING'),
    });
    await expect(checkInactive({ ...state, deleted }, '2030-01-01T01:00:00.000Z')).resolves.toMatchObject({
      status: 'OVERDUE',
      reason: expect.stringContaining('after 15 minutes'),
    });
  });
});

describe('deleteService', () => {
  it('takes a service that is draining as being deleted', async () => {
    const state = await deployed('drains-twice');
    await scale(state);
    expect(await remove(state)).toMatchObject({ status: 'DELETED' });
    expect(await remove(state)).toMatchObject({ status: 'DELETED' });
  });

  it('names the error of a service that is scaled above 0', async () => {
    await expect(remove(await deployed('above-0'))).rejects.toMatchObject({
      name: 'ServiceNotScaledDownError',
      cause: { name: 'InvalidParameterException' },
    });
  });

  it('takes a service that vanishes meanwhile as gone', async () => {
    const state = await deployed('vanishes', 0);
    world.sandbox.faults.add({ service: 'ecs', operation: 'DeleteService', error: 'ServiceNotFoundException' });
    expect(await remove(state)).toMatchObject({ status: 'GONE' });
  });

  it("leaves a service that is nobody's, unless the request allows it", async () => {
    const state = await deployed('nobodys', 0);
    await steps.cluster('nobodys-2');
    const { taskDefinition } = (await steps.describe('nobodys')) ?? {};
    await world.ecs.send(
      new CreateServiceCommand({
        cluster: 'nobodys-2',
        serviceName: 'shop',
        taskDefinition,
        launchType: 'FARGATE',
        desiredCount: 0,
        networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-0123456789abcdef0'] } },
      }),
    );
    const other = { ...state, resolved: { ...state.resolved, cluster: 'nobodys-2' } };
    expect(await remove(other)).toMatchObject({
      status: 'LEFT',
      left: [
        {
          type: 'service',
          name: 'nobodys-2/shop',
          reason: expect.stringContaining('allowExisting=true'),
          command: null,
        },
      ],
    });
    const allowed = { ...other, request: { ...other.request, allowExisting: true } };
    expect(await remove(allowed)).toMatchObject({ status: 'DELETED' });
  });
});

describe('deregisterTaskDefinitions', () => {
  it('leaves revisions that others registered, and says how many', async () => {
    const state = await deployed('shared', 0);
    const containerDefinitions = [{ name: 'shop', image: 'registry.example.com/sandbox/runs:1', memory: 128 }];
    await world.ecs.send(new RegisterTaskDefinitionCommand({ family: 'shared', containerDefinitions }));
    const allowed = { ...state, request: { ...state.request, allowExisting: true } };
    expect(await deregister(allowed)).toEqual({
      deregistered: ['shared:1'],
      left: [
        {
          type: 'task definition',
          name: 'shared (1 revision)',
          reason: 'not registered for this service by this suite, which never deregisters such',
          command: null,
        },
      ],
    });
    expect(await steps.revisions('shared')).toHaveLength(1);
  });

  it('goes on where a revision was deregistered meanwhile', async () => {
    const state = await deployed('meanwhile', 0);
    const message =
      'The specified task definition is already INACTIVE. Specify an ACTIVE task definition and try again.';
    const fault = {
      service: 'ecs',
      operation: 'DeregisterTaskDefinition',
      error: 'InvalidParameterException',
      message,
    };
    world.sandbox.faults.add(fault);
    expect(await deregister(state)).toEqual({ deregistered: ['meanwhile:1'], left: [] });
  });

  it('passes on other errors', async () => {
    const state = await deployed('denied', 0);
    const fault = { service: 'ecs', operation: 'DeregisterTaskDefinition', error: 'AccessDeniedException' };
    world.sandbox.faults.add(fault);
    await expect(deregister(state)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('does nothing for a spec without a task definition', async () => {
    const resolved = resolvedService([taskDefinitionPath]);
    expect(await deregister(stateOf(resolved))).toEqual({ deregistered: [], left: [] });
  });
});
