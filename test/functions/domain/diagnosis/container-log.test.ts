import type { TaskDefinition } from '@aws-sdk/client-ecs';
import { describe, expect, it } from '@jest/globals';
import { containerLogOf } from '../../../../functions/domain/diagnosis/container-log.ts';

const taskArn = `arn:aws:ecs:us-east-1:111122223333:task/prod/${'a'.repeat(32)}`;
const definition: TaskDefinition = {
  containerDefinitions: [
    { name: 'side', essential: false },
    {
      name: 'shop',
      logConfiguration: {
        logDriver: 'awslogs',
        options: { 'awslogs-group': '/ecs/shop', 'awslogs-stream-prefix': 'web' },
      },
    },
    { name: 'fluent', logConfiguration: { logDriver: 'awsfirelens' } },
    { name: 'noprefix', logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': '/ecs/shop' } } },
  ],
};

describe('containerLogOf', () => {
  it('names the stream of a container that logs by awslogs', () => {
    expect(containerLogOf(definition, { taskArn, container: 'shop' })).toEqual({
      container: 'shop',
      logGroup: '/ecs/shop',
      logStream: `web/shop/${'a'.repeat(32)}`,
      logNote: null,
    });
  });

  it('takes the first essential container for a task that failed as a whole', () => {
    expect(containerLogOf(definition, { taskArn, container: null }).container).toBe('shop');
  });

  it.each([
    ['side', 'container side has no log configuration: its output stays on the host'],
    ['fluent', 'container fluent logs by awsfirelens, which is not read here'],
    ['noprefix', 'container noprefix logs without awslogs-stream-prefix, so its stream is not known'],
    ['ecs-service-connect-x', 'its task definition does not say where it logs to'],
  ])('says why the log of %s is not to be had', (container, logNote) => {
    expect(containerLogOf(definition, { taskArn, container })).toEqual({
      container,
      logGroup: null,
      logStream: null,
      logNote,
    });
  });

  it('says so where there is no task definition', () => {
    expect(containerLogOf(undefined, { taskArn, container: null }).logNote).toContain('does not say');
  });
});
