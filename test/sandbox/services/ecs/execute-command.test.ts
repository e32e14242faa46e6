import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ServiceWorld, startServices } from './service-world.ts';
import { definitionOf, fargate, thrownBy } from './support.ts';

let world: ServiceWorld;
beforeEach(async () => {
  world = await startServices();
  const taskRoleArn = 'arn:aws:iam::000000000000:role/task';
  world.operations.RegisterTaskDefinition({ ...definitionOf('exec', 'sandbox/runs', fargate), taskRoleArn });
});
afterEach(() => world.close());

describe('services with ECS Exec', () => {
  it('want a task definition with a task role', () => {
    expect(thrownBy(() => world.create({ enableExecuteCommand: true }))).toMatchObject({
      code: 'InvalidParameterException',
      message: expect.stringMatching(/couldn't be created because a valid taskRoleArn is not being used/),
    });
    expect(world.create({ enableExecuteCommand: true, taskDefinition: 'exec' })?.enableExecuteCommand).toBe(true);
  });

  it('are not made of services without a task role', () => {
    world.create();
    expect(thrownBy(() => world.update({ enableExecuteCommand: true }))).toMatchObject({
      code: 'InvalidParameterException',
      message: expect.stringMatching(/couldn't be updated because a valid taskRoleArn is not being used/),
    });
    expect(world.update({ enableExecuteCommand: true, taskDefinition: 'exec' })?.enableExecuteCommand).toBe(true);
    expect(thrownBy(() => world.update({ taskDefinition: 'web' })).code).toBe('InvalidParameterException');
    expect(world.update({ desiredCount: 0 })?.desiredCount).toBe(0);
  });
});
