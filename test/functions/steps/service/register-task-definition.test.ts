import { DescribeTaskDefinitionCommand, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { describe, expect, it } from '@jest/globals';
import type { ResolvedService } from '../../../../functions/domain/service/run-state.ts';
import { containerPath, resolvedService, taskDefinitionPath } from '../../domain/service/support/service-spec.ts';
import { executionArn, serviceWorld, stateOf } from './service-world.ts';

const { world, register, revisions } = serviceWorld();

const specOf = (family: string, image = 'registry.example.com/sandbox/runs:1'): ResolvedService =>
  resolvedService([[...taskDefinitionPath, 'family'], family], [[...containerPath, 'image'], image]);

describe('registerTaskDefinition', () => {
  it('registers a revision with the tags by which it is known', async () => {
    const specSource = 'https://example.com/gw1_spec.json';
    const { taskDefinitionArn } = await register(stateOf(specOf('tagged'), { request: { specSource } }));
    const { taskDefinition, tags = [] } = await world.ecs.send(
      new DescribeTaskDefinitionCommand({ taskDefinition: 'tagged', include: ['TAGS'] }),
    );
    expect(taskDefinition?.taskDefinitionArn).toBe(taskDefinitionArn);
    expect(Object.fromEntries(tags.map(({ key, value }) => [key, value]))).toEqual({
      service_spec_url: specSource,
      'ecs-runbooks:service': 'demo/shop',
      'ecs-runbooks:stage': 'ecs-runbooks-test',
      'ecs-runbooks:environment': 'test',
      'ecs-runbooks:execution': executionArn('run-1'),
      'ecs-runbooks:content': expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('registers nothing where a revision of an earlier run is the same', async () => {
    const first = await register(stateOf(specOf('same')));
    expect(await register(stateOf(specOf('same'), { run: 'run-2' }))).toEqual(first);
    expect(await revisions('same')).toHaveLength(1);
  });

  it('goes back to a former revision', async () => {
    const first = await register(stateOf(specOf('back')));
    await register(stateOf(specOf('back', 'registry.example.com/sandbox/runs:2')));
    expect(await register(stateOf(specOf('back')))).toEqual(first);
    expect(await revisions('back')).toHaveLength(2);
  });

  it('does not take a revision that others registered for its own', async () => {
    const containerDefinitions = [{ name: 'shop', image: 'registry.example.com/sandbox/runs:1', memory: 128 }];
    await world.ecs.send(new RegisterTaskDefinitionCommand({ family: 'foreign', containerDefinitions }));
    expect((await register(stateOf(specOf('foreign')))).taskDefinitionArn).toMatch(/foreign:2$/);
  });

  it('registers once where the answer is lost', async () => {
    const send = world.ecsOnce.send.bind(world.ecsOnce);
    const lose = async (command: RegisterTaskDefinitionCommand) => {
      await send(command);
      throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    };
    Object.assign(world.ecsOnce, { send: lose });
    const { taskDefinitionArn } = await register(stateOf(specOf('lost'))).finally(() =>
      Object.assign(world.ecsOnce, { send }),
    );
    expect(taskDefinitionArn).toMatch(/lost:1$/);
    expect(await revisions('lost')).toEqual([taskDefinitionArn]);
  });

  it.each([
    ['ServerException', 500],
    ['ThrottlingException', 400],
    ['AccessDeniedException', 400],
  ])('passes on %s when nothing was registered', async (error, status) => {
    world.sandbox.faults.add({ service: 'ecs', operation: 'RegisterTaskDefinition', error, status });
    await expect(register(stateOf(specOf(`fails-${error}`)))).rejects.toMatchObject({ name: error });
    expect(await revisions(`fails-${error}`)).toEqual([]);
  });

  it('takes the revision that the request names', async () => {
    const { taskDefinitionArn } = await register(stateOf(specOf('named')));
    const resolved = { ...specOf('other'), taskDefinition: 'named:1' };
    expect(await register(stateOf(resolved))).toEqual({ taskDefinitionArn });
    expect(await revisions('other')).toEqual([]);
  });

  it('fails with ServiceNotDeployableError where the named revision is unknown', async () => {
    const state = stateOf({ ...specOf('other'), taskDefinition: 'ghost:7' });
    await expect(register(state)).rejects.toMatchObject({
      name: 'ServiceNotDeployableError',
      message: expect.stringContaining('task definition ghost:7: ECS knows no such task definition'),
    });
  });
});
