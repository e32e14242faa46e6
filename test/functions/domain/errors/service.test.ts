import { describe, expect, it } from '@jest/globals';
import {
  isNotIdempotent,
  isRevisionGone,
  ServiceNotDeployableError,
  serviceError,
} from '../../../../functions/domain/errors/service.ts';

const thrown = (name: string, message: string) => Object.assign(new Error(message), { name });
const service = { cluster: 'prod', service: 'web' };

describe('serviceError', () => {
  it.each([
    [
      'The target group with targetGroupArn arn:x does not have an associated load balancer.',
      'TargetGroupNotAttachedError',
      'listener or rule that forwards to it',
    ],
    [
      'Unable to assume role and validate the specified targetGroupArn. Please verify that the ECS service role being passed has the proper permissions.',
      'ServiceRoleNotReadyError',
      'aws iam create-service-linked-role',
    ],
    [
      'Unable to assume the service linked role. Please verify that the ECS service linked role exists.',
      'ServiceRoleNotReadyError',
      'start again',
    ],
    [
      'ECS was unable to assume the role arn:x that was provided for this task.',
      'ServiceRoleNotReadyError',
      'known after some minutes',
    ],
    [
      'Unable to Start a service that is still Draining.',
      'ServiceDrainingError',
      'aws ecs wait services-inactive --cluster prod --services web',
    ],
    [
      'The service cannot be stopped while the primary deployment is scaled above 0.',
      'ServiceNotScaledDownError',
      'only=scale-service first',
    ],
  ])('names "%s"', (message, name, told) => {
    const cause = thrown('InvalidParameterException', message);
    expect(serviceError(cause, service)).toMatchObject({ name, message: expect.stringContaining(told), cause });
  });

  it.each([
    thrown('InvalidParameterException', 'desiredCount cannot be negative.'),
    thrown('ServerException', 'Unable to assume the service linked role.'),
    thrown('ServiceNotActiveException', 'Service was not ACTIVE.'),
  ])('leaves "%s" as it is', (error) => {
    expect(serviceError(error, service)).toBe(error);
  });
});

describe('isNotIdempotent', () => {
  it('knows the creation that came second', () => {
    expect(isNotIdempotent(thrown('InvalidParameterException', 'Creation of service was not idempotent.'))).toBe(true);
    expect(isNotIdempotent(thrown('InvalidParameterException', 'Something else.'))).toBe(false);
    expect(isNotIdempotent(thrown('ClientException', 'Creation of service was not idempotent.'))).toBe(false);
  });
});

describe('isRevisionGone', () => {
  it.each([
    ['InvalidParameterException', 'The specified task definition is already INACTIVE.', true],
    ['ClientException', 'The specified task definition is inactive. Specify an active one.', true],
    ['ClientException', 'The specified task definition does not exist.', true],
    ['ClientException', 'Too many requests', false],
    ['ServerException', 'The specified task definition does not exist.', false],
  ])('judges %s "%s"', (name, message, expected) => {
    expect(isRevisionGone(thrown(name, message))).toBe(expected);
  });
});

describe('ServiceNotDeployableError', () => {
  it('names all problems with what to do', () => {
    const problems = [
      { check: 'service prod/web', detail: 'is DRAINING', remedy: 'wait' },
      { check: 'specSource', detail: 'cannot be a tag' },
    ];
    expect(new ServiceNotDeployableError(problems).message).toBe(
      'service prod/web: is DRAINING; wait; specSource: cannot be a tag',
    );
  });
});
