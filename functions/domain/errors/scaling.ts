import { RunbookError } from './runbook-error.ts';

/** The wanted count is outside of the service's scalable target, which would change it back. */
export class ScalingOutOfBoundsError extends RunbookError {
  override readonly name = 'ScalingOutOfBoundsError';

  constructor(wanted: { resourceId: string; desiredCount: number; minCapacity: number; maxCapacity: number }) {
    const { resourceId, desiredCount, minCapacity, maxCapacity } = wanted;
    super(
      `${desiredCount} tasks are outside of what the scalable target ${resourceId} allows, ${minCapacity} to ${maxCapacity}, ` +
        'so autoscaling would change the count back; nothing was changed; choose a count within, or give moveBounds=true to ' +
        'widen the bounds to it',
    );
  }
}

/** Neither the request nor what it refers to says a count. */
export class DesiredCountUnknownError extends RunbookError {
  override readonly name = 'DesiredCountUnknownError';

  constructor({ detail, remedy }: { detail: string; remedy?: string }) {
    super(`no desired count: ${detail}${remedy === undefined ? '' : `; ${remedy}`}`);
  }
}

/** The scalable target cannot be made as the spec says, because of what is there. */
export class ScalingNotPossibleError extends RunbookError {
  override readonly name = 'ScalingNotPossibleError';

  constructor(problems: readonly { check: string; detail: string; remedy?: string }[]) {
    const words = problems.map(({ check, detail, remedy }) => `${check}: ${detail}${remedy ? `; ${remedy}` : ''}`);
    super(`autoscaling cannot be set up: ${words.join('; ')}`);
  }
}

/** The service has no desired count that could be set. */
export class ServiceNotScalableError extends RunbookError {
  override readonly name = 'ServiceNotScalableError';

  constructor({ cluster, service }: { cluster: string; service: string }, reason: string) {
    super(`service ${service} in cluster ${cluster} cannot be scaled: ${reason}; nothing was changed`);
  }
}

/** Application Auto Scaling says that the ECS service does not exist, of which ECS tells others with a delay. */
export class ServiceNotVisibleError extends RunbookError {
  override readonly name = 'ServiceNotVisibleError';

  constructor({ cluster, service }: { cluster: string; service: string }, options?: ErrorOptions) {
    super(
      `Application Auto Scaling does not see service ${service} of cluster ${cluster}: a new one becomes visible after a ` +
        'moment; start the runbook again, it goes on from here',
      options,
    );
  }
}

/** The error that an operator would treat for one that RegisterScalableTarget or PutScalingPolicy gave. */
export const scalingError = (error: unknown, ref: { cluster: string; service: string }): unknown => {
  const { name, message } = error as Error;
  const isNotSeen = name === 'ValidationException' && /service doesn't exist/i.test(message);
  return isNotSeen ? new ServiceNotVisibleError(ref, { cause: error }) : error;
};

/**
 * Whether a scalable target that was to be registered with tags is there by now: AWS tags a target only when it makes it.
 *
 * @see https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html
 */
export const isTargetThere = (error: unknown): boolean => {
  const { name, message } = error as Error;
  return name === 'ValidationException' && /scalable target that you tried to tag already exists/i.test(message);
};
