import { parseArn } from '../../ecs/arn.ts';

/** A secret in Secrets Manager. */
export interface SecretReference {
  kind: 'SECRET';
  /** What DescribeSecret takes: the ARN, whole or without its random suffix, or a name. */
  id: string;
  /** Undefined: the function's own. */
  region: string | undefined;
  /** Undefined: AWSCURRENT, unless a version id is given. */
  versionStage: string | undefined;
  versionId: string | undefined;
}

/** A parameter in Systems Manager's Parameter Store. */
export interface ParameterReference {
  kind: 'PARAMETER';
  /** As written, for people. */
  id: string;
  /** How it may be called there: an ARN does not tell `name` from `/name`. */
  names: string[];
  /** Undefined: the function's own. */
  region: string | undefined;
  accountId: string | undefined;
}

/** What a container's `valueFrom` stands for. */
export type SensitiveReference = SecretReference | ParameterReference | { kind: 'WRONG'; id: string; problem: string };

const secretExpected =
  'after the name of the secret comes nothing, or all of :json-key:version-stage:version-id, each of which may be empty';

const readSecret = (id: string, region: string): SensitiveReference => {
  const parts = id.split(':');
  const [name = '', ...specifics] = parts.slice(6);
  if (name === '' || (specifics.length !== 0 && specifics.length !== 3)) {
    return { kind: 'WRONG', id, problem: secretExpected };
  }
  const [, versionStage, versionId] = specifics;
  return {
    kind: 'SECRET',
    id: parts.slice(0, 7).join(':'),
    region,
    versionStage: versionStage || undefined,
    versionId: versionId || undefined,
  };
};

/** The slash after `parameter` belongs to a name with a path, and is only a separator before a plain one. */
const namesOf = (resource: string): string[] => {
  const path = resource.slice('parameter'.length);
  return path.lastIndexOf('/') === 0 ? [path.slice(1), path] : [path];
};

const parameterName = /^[\w./-]+$/;

/**
 * Reads `valueFrom`: the ARN of a secret with or without what is meant of it, or the ARN or name of a parameter.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Secret.html
 */
export const readSensitiveReference = (valueFrom: string): SensitiveReference => {
  const id = valueFrom;
  if (!valueFrom.startsWith('arn:')) {
    if (parameterName.test(valueFrom)) {
      return { kind: 'PARAMETER', id, names: [valueFrom], region: undefined, accountId: undefined };
    }
    return { kind: 'WRONG', id, problem: 'it is neither an ARN nor the name of a parameter' };
  }
  const { service, region = '', accountId = '', resource = '' } = parseArn(valueFrom) ?? {};
  if (service === 'secretsmanager' && resource.startsWith('secret:')) return readSecret(valueFrom, region);
  if (service === 'ssm' && /^parameter\/[\w./-]+$/.test(resource)) {
    return { kind: 'PARAMETER', id, names: namesOf(resource), region, accountId };
  }
  return { kind: 'WRONG', id, problem: 'it is the ARN of neither a secret nor a parameter' };
};

/** Reads the `credentialsParameter` of a private registry: the ARN or the name of a secret. */
export const readCredentialsReference = (credentialsParameter: string): SensitiveReference => {
  if (credentialsParameter.startsWith('arn:')) {
    const read = readSensitiveReference(credentialsParameter);
    const id = credentialsParameter;
    return read.kind === 'PARAMETER' ? { kind: 'WRONG', id, problem: 'it is a parameter, not a secret' } : read;
  }
  return { kind: 'SECRET', id: credentialsParameter, region: undefined, versionStage: undefined, versionId: undefined };
};
