import { RunbookError } from './runbook-error.ts';

interface ServiceName {
  cluster: string;
  service: string;
}

/** The service is no longer as it was when the run was planned, and cannot be deployed onto as it is now. */
export class ServiceNotDeployableError extends RunbookError {
  override readonly name = 'ServiceNotDeployableError';

  constructor(problems: readonly { check: string; detail: string; remedy?: string }[]) {
    const sentences = problems.map(({ check, detail, remedy }) => `${check}: ${detail}${remedy ? `; ${remedy}` : ''}`);
    super(sentences.join('; '));
  }
}

/** ECS deletes no service that is to run tasks. */
export class ServiceNotScaledDownError extends RunbookError {
  override readonly name = 'ServiceNotScaledDownError';

  constructor({ cluster, service }: ServiceName, options?: ErrorOptions) {
    super(
      `${cluster}/${service} is still to run tasks, and ECS deletes no such service: start with only=scale-service first, ` +
        'or tear down all of it',
      options,
    );
  }
}

/** Nothing says which revision the service is to run. */
export class TaskDefinitionMissingError extends RunbookError {
  override readonly name = 'TaskDefinitionMissingError';

  constructor({ cluster, service }: ServiceName) {
    super(
      `no revision of the spec's task definition is registered for ${cluster}/${service}: ` +
        'start with only=register-task-definition first, or name one by serviceOverrides.taskDefinition',
    );
  }
}

/** Target groups that the service is to register its tasks with do not exist. */
export class TargetGroupMissingError extends RunbookError {
  override readonly name = 'TargetGroupMissingError';

  constructor(names: readonly string[]) {
    super(`no target group is called ${names.join(' or ')}: start with only=create-target-groups first`);
  }
}

/** No listener forwards to a target group of the service, and ECS wants one that does. */
export class TargetGroupNotAttachedError extends RunbookError {
  override readonly name = 'TargetGroupNotAttachedError';

  constructor({ cluster, service }: ServiceName, options: ErrorOptions & { detail: string }) {
    super(
      `ECS does not take the load balancers of ${cluster}/${service}: ${options.detail} ` +
        'Give the spec a listener or rule that forwards to it, or start with only=update-listeners first',
      options,
    );
  }
}

/** A role that ECS works with is missing or too new for ECS to know it. */
export class ServiceRoleNotReadyError extends RunbookError {
  override readonly name = 'ServiceRoleNotReadyError';

  constructor({ cluster, service }: ServiceName, options: ErrorOptions & { detail: string }) {
    super(
      `ECS cannot use its role for ${cluster}/${service}: ${options.detail} A role that was just made is known after ` +
        'some minutes: start again; if it is missing, make it with: aws iam create-service-linked-role ' +
        '--aws-service-name ecs.amazonaws.com',
      options,
    );
  }
}

/** A service of that name has been deleted and its tasks are still stopping. */
export class ServiceDrainingError extends RunbookError {
  override readonly name = 'ServiceDrainingError';

  constructor({ cluster, service }: ServiceName, options?: ErrorOptions) {
    super(
      `service ${service} of cluster ${cluster} is still draining, and ECS makes none of that name before: wait for it and ` +
        `start again: aws ecs wait services-inactive --cluster ${cluster} --services ${service}`,
      options,
    );
  }
}

interface Refusal {
  pattern: RegExp;
  error(service: ServiceName, options: ErrorOptions & { detail: string }): RunbookError;
}

/** Conditions that ECS tells apart by the message of an InvalidParameterException alone. */
const refusals: Refusal[] = [
  {
    pattern: /does not have an associated load balancer/i,
    error: (service, options) => new TargetGroupNotAttachedError(service, options),
  },
  {
    pattern: /unable to assume (the service linked )?role|unable to assume the role/i,
    error: (service, options) => new ServiceRoleNotReadyError(service, options),
  },
  { pattern: /scaled above 0/i, error: (service, options) => new ServiceNotScaledDownError(service, options) },
  { pattern: /still draining/i, error: (service, options) => new ServiceDrainingError(service, options) },
];

/** The error that an operator would treat for what CreateService, UpdateService or DeleteService threw: ours for the conditions above, else ECS's own. */
export const serviceError = (error: unknown, service: ServiceName): unknown => {
  const { name, message } = error as Error;
  if (name !== 'InvalidParameterException' && name !== 'ClientException') return error;
  const refusal = refusals.find(({ pattern }) => pattern.test(message));
  return refusal ? refusal.error(service, { cause: error, detail: message }) : error;
};

/** Somebody else's CreateService of the same name came first. */
export const isNotIdempotent = (error: unknown): boolean =>
  (error as Error).name === 'InvalidParameterException' && /not idempotent/i.test((error as Error).message);

/** The revision is INACTIVE or unknown, so that there is nothing left to deregister. */
export const isRevisionGone = (error: unknown): boolean => {
  const { name, message } = error as Error;
  if (name !== 'InvalidParameterException' && name !== 'ClientException') return false;
  return /already INACTIVE|does not exist|is inactive/i.test(message);
};
