import { describe, expect, it } from '@jest/globals';
import { placementError } from '../../../../functions/domain/errors/placement.ts';

const arn = 'arn:aws:ecs:us-east-1:111122223333:container-instance/prod/0123';

describe('placementError', () => {
  it.each([
    ['RESOURCE:MEMORY', 'InsufficientResourcesError', 'not enough memory is left'],
    ['RESOURCE:CPU', 'InsufficientResourcesError', 'not enough cpu is left'],
    ['AGENT', 'AgentDisconnectedError', 'is not connected'],
    ['ATTRIBUTE', 'AttributeMissingError', 'lacks an attribute'],
    ['MISSING', 'ContainerInstanceNotFoundError', 'no such container instance'],
    ['INACTIVE', 'ContainerInstanceInactiveError', 'deregistered or is draining'],
    ['Capacity is unavailable at this time', 'TaskNotPlacedError', 'Capacity is unavailable'],
  ])('names %s %s', (reason, name, message) => {
    const error = placementError([{ arn, reason, detail: 'a detail' }]);
    expect(error).toMatchObject({ name, message: expect.stringContaining(message) });
    expect(error.message).toContain(arn);
    expect(error.message).toContain('a detail');
  });

  it('is a TaskNotPlacedError when ECS gives neither task nor failure', () => {
    expect(placementError([])).toMatchObject({
      name: 'TaskNotPlacedError',
      message: 'ECS started no task: it gave no reason',
    });
  });
});
