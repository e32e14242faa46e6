import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { awslogs, definitionOf, fargate, startEcs, type TestEcs, thrownBy } from './support.ts';

let sandbox: TestEcs;
beforeEach(async () => {
  sandbox = await startEcs();
});
afterEach(() => sandbox.close());

const register = (rest = {}, container = {}) =>
  sandbox.operations.RegisterTaskDefinition(definitionOf('probe', 'sandbox/runs', rest, container));
const arn = (revision: number) => `arn:aws:ecs:us-east-1:000000000000:task-definition/probe:${revision}`;

describe('RegisterTaskDefinition', () => {
  it('counts revisions up, also after one was deregistered', () => {
    expect(register().taskDefinition).toMatchObject({ taskDefinitionArn: arn(1), revision: 1, status: 'ACTIVE' });
    sandbox.operations.DeregisterTaskDefinition({ taskDefinition: 'probe:1' });
    expect(register().taskDefinition).toMatchObject({ taskDefinitionArn: arn(2), revision: 2 });
  });

  it('answers defaults, compatibilities and required attributes', () => {
    const { taskDefinition } = register({ ...fargate, cpu: '.25 vCPU', memory: '0.5 GB' }, awslogs());
    expect(taskDefinition).toMatchObject({
      cpu: '256',
      memory: '512',
      compatibilities: ['EC2', 'FARGATE'],
      volumes: [],
      containerDefinitions: [{ essential: true, environment: [], mountPoints: [], cpu: 0 }],
    });
    expect(taskDefinition.requiresAttributes).toContainEqual({ name: 'ecs.capability.task-eni' });
  });

  it.each([
    ['no family', { family: '' }, {}, 'Family cannot be blank.'],
    ['no containers', { containerDefinitions: [] }, {}, 'Container list cannot be empty.'],
    ['no memory', {}, { memory: undefined }, "At least one of 'memory' or 'memoryReservation' must be specified."],
    ['little memory', {}, { memory: 5 }, 'at least 6 MiB'],
    ['no container name', {}, { name: '' }, 'Container.name should not be null or empty.'],
    ['a container name with spaces', {}, { name: 'a b' }, "Container name 'a b' is invalid"],
    ['no image', {}, { image: '' }, 'Container.image should not be null or empty.'],
    [
      'an unknown volume',
      {},
      { mountPoints: [{ sourceVolume: 'logs', containerPath: '/var/log' }] },
      "Unknown volume 'logs'.",
    ],
    ['an unknown log driver', {}, { logConfiguration: { logDriver: 'paper' } }, "Invalid log driver 'paper'."],
    [
      'awslogs without a group',
      {},
      { logConfiguration: { logDriver: 'awslogs' } },
      'requires options: awslogs-group, awslogs-region',
    ],
    ['an unknown network mode', { networkMode: 'mesh' }, {}, "Invalid network mode 'mesh'."],
    ['secrets without a role', {}, { secrets: [{ name: 'A', valueFrom: '/a' }] }, 'executionRoleArn'],
    ['nothing essential', {}, { essential: false }, 'At least one container must be marked essential.'],
    ['Fargate without awsvpc', { ...fargate, networkMode: 'bridge' }, {}, 'Fargate only supports network mode'],
    ['Fargate without a size', { ...fargate, cpu: undefined }, {}, "'cpu' be defined at the task level"],
    [
      'a size that Fargate lacks',
      { ...fargate, memory: '4096' },
      {},
      'No Fargate configuration exists for given values.',
    ],
    [
      'awslogs on Fargate without a role',
      { ...fargate, executionRoleArn: undefined },
      awslogs(),
      'execution role ARN to support log driver awslogs',
    ],
    [
      'host volumes on Fargate',
      { ...fargate, volumes: [{ name: 'v', host: { sourcePath: '/v' } }] },
      {},
      'host.sourcePath',
    ],
    [
      'a journal on Fargate',
      fargate,
      { logConfiguration: { logDriver: 'journald' } },
      "Fargate does not support log driver 'journald'.",
    ],
    ['an external task with awsvpc', { networkMode: 'awsvpc', requiresCompatibilities: ['EXTERNAL'] }, {}, 'EXTERNAL'],
  ])('refuses %s', (_what, rest, container, message) => {
    const thrown = thrownBy(() => register(rest, container));
    expect(thrown.code).toBe('ClientException');
    expect(thrown.message).toContain(message);
  });
});

describe('the other operations of task definitions', () => {
  it('describe the newest active revision by family, any by number or ARN', () => {
    register();
    register();
    register({ tags: [{ key: 'team', value: 'shop' }] });
    sandbox.operations.DeregisterTaskDefinition({ taskDefinition: arn(3) });
    const describeBy = (taskDefinition: string) =>
      sandbox.operations.DescribeTaskDefinition({ taskDefinition, include: ['TAGS'] });
    expect(describeBy('probe').taskDefinition?.revision).toBe(2);
    expect(describeBy('probe:1').taskDefinition?.status).toBe('ACTIVE');
    expect(describeBy(arn(3))).toMatchObject({
      taskDefinition: { status: 'INACTIVE' },
      tags: [{ key: 'team', value: 'shop' }],
    });
  });

  it.each([
    ['probe:9', 'ClientException', 'Unable to describe task definition.'],
    ['none', 'ClientException', 'Unable to describe task definition.'],
    ['probe:x', 'InvalidParameterException', 'Invalid revision number. Number: x'],
  ])('do not describe %s', (taskDefinition, code, message) => {
    register();
    expect(thrownBy(() => sandbox.operations.DescribeTaskDefinition({ taskDefinition }))).toMatchObject({
      code,
      message,
    });
  });

  it('are not registered with tags that AWS refuses', () => {
    const tags = [{ key: 'source', value: 'https://example.com/?version=1' }];
    expect(thrownBy(() => register({ tags }))).toMatchObject({
      code: 'InvalidParameterException',
      message: expect.stringContaining('Some tags contain invalid characters.'),
    });
    expect(sandbox.operations.ListTaskDefinitions({}).taskDefinitionArns).toEqual([]);
  });

  it('list revisions page by page, and families', () => {
    for (let index = 0; index < 3; index += 1) register();
    const first = sandbox.operations.ListTaskDefinitions({ familyPrefix: 'probe', maxResults: 2 });
    expect(first.taskDefinitionArns).toEqual([arn(1), arn(2)]);
    expect(
      sandbox.operations.ListTaskDefinitions({ maxResults: 2, nextToken: first.nextToken }).taskDefinitionArns,
    ).toEqual([arn(3)]);
    expect(sandbox.operations.ListTaskDefinitions({ sort: 'DESC' }).taskDefinitionArns?.[0]).toBe(arn(3));
    expect(sandbox.operations.ListTaskDefinitionFamilies({}).families).toEqual(['probe']);
    expect(thrownBy(() => sandbox.operations.ListTaskDefinitions({ nextToken: 'x' })).message).toBe('Invalid token.');
  });

  it('deregister a revision once', () => {
    register();
    sandbox.operations.DeregisterTaskDefinition({ taskDefinition: 'probe:1' });
    expect(thrownBy(() => sandbox.operations.DeregisterTaskDefinition({ taskDefinition: 'probe:1' })).code).toBe(
      'InvalidParameterException',
    );
    expect(thrownBy(() => sandbox.operations.DeregisterTaskDefinition({ taskDefinition: 'probe' })).message).toBe(
      'Revision is required.',
    );
    expect(sandbox.operations.ListTaskDefinitions({}).taskDefinitionArns).toEqual([]);
  });
});
