import { AwsError } from '../service.ts';
import type { ServiceModel } from './model.ts';

/** What is wrong with a request's shape; every problem of a request is reported at once. */
export interface Problem {
  kind: 'type' | 'unknown' | 'missing';
  /** Which member, e.g. `overrides.containerOverrides.1.member.name`; empty for the request as a whole. */
  at: string;
  detail: string;
}

/** The path of a member inside another. */
export const inside = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

/** The path of a list's item, counted from 1 as AWS does in its messages. */
export const itemOf = (path: string, index: number): string => `${path}.${index + 1}.member`;

/** The code each service answers to a request that breaks its model; `ValidationException` for all others. */
const validationCodes: Record<string, string> = {
  ecs: 'InvalidParameterException',
  elasticloadbalancing: 'ValidationError',
  lambda: 'InvalidParameterValueException',
  logs: 'InvalidParameterException',
  s3: 'InvalidArgument',
  sns: 'InvalidParameter',
  sqs: 'InvalidParameterValue',
  sts: 'ValidationError',
};

const validationCode = (service: string, operation: string): string =>
  // ECS reports a wrong task definition as ClientException, everything else as InvalidParameterException.
  service === 'ecs' && operation === 'RegisterTaskDefinition'
    ? 'ClientException'
    : (validationCodes[service] ?? 'ValidationException');

/**
 * The service's own validation error for the problems of a request, worded as AWS words it.
 *
 * @see https://smithy.io/2.0/spec/constraint-traits.html
 */
export const validationError = (model: ServiceModel, operation: string, problems: Problem[]): AwsError => {
  const isJson = model.protocol.includes('Json');
  const mistyped = problems.filter(({ kind }) => kind === 'type');
  if (isJson && mistyped.length > 0) {
    return new AwsError('SerializationException', mistyped.map(({ at, detail }) => `${at}: ${detail}`).join('; '));
  }
  const missing = problems.find(({ kind }) => kind === 'missing');
  if (model.service.name === 'sqs' && missing) {
    return new AwsError('MissingParameter', `The request must contain the parameter ${missing.at}.`);
  }
  const count = problems.length === 1 ? '1 validation error' : `${problems.length} validation errors`;
  const texts = problems.map(({ kind, at, detail }) =>
    kind === 'missing'
      ? `Value null at '${at}' failed to satisfy constraint: Member must not be null`
      : kind === 'unknown'
        ? `Unknown parameter '${at}', ${detail}`
        : `Value at '${at}' failed to satisfy constraint: ${detail}`,
  );
  return new AwsError(validationCode(model.service.name, operation), `${count} detected: ${texts.join('; ')}`);
};
