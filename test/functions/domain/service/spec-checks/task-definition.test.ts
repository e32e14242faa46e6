import { describe, expect, it } from '@jest/globals';
import { changed, type Fault, lines, networkSpec, resolve, seed } from '../support/documents.ts';

const definition = ['aws', 'ecs', 'taskDefinition'];
const container = [...definition, 'containerDefinitions', 0];

const taskFaults: Fault[] = [
  ['no ecs', ['aws', 'ecs'], undefined, 'FAIL $.aws.ecs: required: an object'],
  [
    'a pair that Fargate does not offer',
    [...definition, 'memory'],
    '4 GB',
    'FAIL $.aws.ecs.taskDefinition.memory: with 256 CPU units Fargate offers 512, 1024, 2048 MiB',
  ],
  [
    'no size on Fargate',
    [...definition, 'cpu'],
    undefined,
    'FAIL $.aws.ecs.taskDefinition.cpu: required, because the task runs on Fargate',
  ],
  [
    'a size in other words',
    [...definition, 'memory'],
    'much',
    'FAIL $.aws.ecs.taskDefinition.memory: MiB such as 512, or a size such as "512 MB" or "1.5 GB"',
  ],
  [
    'a bridge on Fargate',
    [...definition, 'networkMode'],
    'bridge',
    'FAIL $.aws.ecs.taskDefinition.networkMode: awsvpc, because the task runs on Fargate',
  ],
  [
    'no essential container',
    [...definition, 'containerDefinitions'],
    [{ name: 'example', image: 'x', essential: false, portMappings: [{ containerPort: 80 }] }],
    'FAIL $.aws.ecs.taskDefinition.containerDefinitions: at least one container that is essential',
  ],
  [
    'no containers',
    [...definition, 'containerDefinitions'],
    [],
    'FAIL $.aws.ecs.taskDefinition.containerDefinitions: a list of at least one',
  ],
  [
    'no image',
    [...container, 'image'],
    undefined,
    'FAIL $.aws.ecs.taskDefinition.containerDefinitions[0].image: required: reference of an image',
  ],
  [
    'two containers of a name',
    [...definition, 'containerDefinitions', 1, 'name'],
    'example',
    'FAIL $.aws.ecs.taskDefinition.containerDefinitions[1].name: a name of its own: containerDefinitions[0] has it too',
  ],
  [
    'a secret that is a variable too',
    [...container, 'secrets', 0, 'name'],
    'CLOUD_ENV',
    'FAIL $.aws.ecs.taskDefinition.containerDefinitions[0].secrets[0].name: a name that the environment of the container does not have',
  ],
  [
    'a variable without a value',
    [...container, 'environment', 0],
    { name: 'A', valueFrom: 'arn' },
    'FAIL $.aws.ecs.taskDefinition.containerDefinitions[0].environment[0].value: required: text; where a secret is meant (valueFrom), it belongs under secrets',
  ],
  [
    'a variable twice',
    [...container, 'environment', 1],
    { name: 'CLOUD_ENV', value: '' },
    'WARN $.aws.ecs.taskDefinition.containerDefinitions[0].environment[1].name: the same variable as environment[0], which it replaces',
  ],
  [
    'another host port',
    [...container, 'portMappings', 0, 'hostPort'],
    8080,
    'FAIL $.aws.ecs.taskDefinition.containerDefinitions[0].portMappings[0].hostPort: the containerPort, or nothing, because networkMode is awsvpc',
  ],
  [
    'a log driver of no kind',
    [...container, 'logConfiguration', 'logDriver'],
    'awslog',
    'FAIL $.aws.ecs.taskDefinition.containerDefinitions[0].logConfiguration.logDriver: one of: awslogs, awsfirelens, splunk, fluentd, gelf, journald, json-file, syslog',
  ],
];

describe('a spec with', () => {
  it.each(taskFaults)('%s is told so', (_, path, value, line) => {
    expect(lines(resolve(changed(seed(), path, value)))).toContain(line);
  });
});

describe('tasks that are run once', () => {
  const taskWith = (logDriver: string) => ({
    cluster: 'prod',
    taskDefinition: {
      networkMode: 'awsvpc',
      containerDefinitions: [{ name: 'smoke', image: 'example.com/smoke:1', logConfiguration: { logDriver } }],
    },
  });

  it('need a family, a log that can be read, and a network', () => {
    expect(lines(resolve(changed(networkSpec(), ['aws', 'ecs', 'tasks'], { smoke: taskWith('syslog') })))).toEqual([
      'FAIL $.aws.ecs.tasks.smoke.taskDefinition.family: required: name of a family',
      'FAIL $.aws.ecs.tasks.smoke.taskDefinition.containerDefinitions[0].logConfiguration: awslogs with awslogs-group and awslogs-stream-prefix',
      'FAIL $.aws.ecs.tasks.smoke.networkConfiguration: required, because networkMode is awsvpc',
    ]);
  });
});
