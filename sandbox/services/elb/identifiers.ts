import { randomBytes } from 'node:crypto';
import type { World } from '../../world.ts';
import { validationError } from './errors.ts';

const longestName = 32;

/** The 16 hexadecimal digits that end an ARN. */
export const newId = (): string => randomBytes(8).toString('hex');

/** The ARN of a resource of Elastic Load Balancing, e.g. of `targetgroup/web/0123456789abcdef`. */
export const arnOf = ({ region, accountId }: World, resource: string): string =>
  `arn:aws:elasticloadbalancing:${region}:${accountId}:${resource}`;

/** `listener/app/web/…` of `loadbalancer/app/web/…`, with a new id: ARNs of parts hold those of the whole. */
export const partArn = (arn: string, from: string, to: string): string =>
  `${arn.replace(`:${from}/`, `:${to}/`)}/${newId()}`;

/**
 * Applies the rules for the name of a load balancer or target group.
 *
 * @param kind as AWS's messages have it, e.g. `Target group`
 * @throws AwsError ValidationError
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html
 */
export const checkName = (kind: 'Load balancer' | 'Target group', name: string): void => {
  if (name === '') throw validationError(`${kind} name cannot be empty`);
  if (name.length > longestName) {
    throw validationError(`${kind} name '${name}' cannot be longer than '${longestName}' characters`);
  }
  if (!/^[A-Za-z0-9-]+$/.test(name)) {
    throw validationError(
      `${kind} name '${name}' can only contain characters that are alphanumeric characters and hyphens(-)`,
    );
  }
  if (/^-|-$/.test(name)) throw validationError(`${kind} name '${name}' cannot begin or end with a hyphen(-)`);
  if (kind === 'Load balancer' && name.startsWith('internal-')) {
    throw validationError(`${kind} name '${name}' cannot begin with 'internal-'`);
  }
};
