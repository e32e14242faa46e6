import { randomBytes } from 'node:crypto';
import { AwsError } from '../../service.ts';

/** One version of a secret: text or bytes. */
export interface SecretVersion {
  id: string;
  text?: string;
  bytes?: Uint8Array;
  stages: string[];
  /** Milliseconds since the epoch. */
  createdAt: number;
}

export interface Secret {
  arn: string;
  name: string;
  description?: string;
  createdAt: number;
  changedAt: number;
  /** When it was marked for deletion. */
  deletedAt?: number;
  /** When it goes away for good. */
  deletionAt?: number;
  /** Oldest first. */
  versions: SecretVersion[];
  tags: { Key?: string | undefined; Value?: string | undefined }[];
}

/** What a secret may hold. */
export interface SecretValue {
  SecretString?: string | undefined;
  SecretBinary?: Uint8Array | undefined;
  ClientRequestToken?: string | undefined;
}

const largestSecretBytes = 65_536;
const suffixLetters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** The hyphen and six characters that end a secret's ARN, so that a name used again gets another ARN. */
export const arnSuffix = (): string =>
  `-${[...randomBytes(6)].map((byte) => suffixLetters[byte % suffixLetters.length]).join('')}`;

/** Whether an id stands for a secret: its name, its ARN, or its ARN without the suffix. */
export const isNamed = ({ name, arn }: Secret, id: string): boolean =>
  id === name || id === arn || id === arn.slice(0, -7);

/** @throws AwsError InvalidParameterException, InvalidRequestException or ValidationException */
export const checkValue = ({ SecretString, SecretBinary }: SecretValue): void => {
  if (SecretString !== undefined && SecretBinary !== undefined) {
    throw new AwsError(
      'InvalidParameterException',
      "You can't specify both a binary secret value and a string secret value in the same secret.",
    );
  }
  const sizeBytes = SecretBinary?.length ?? Buffer.byteLength(SecretString ?? '');
  if (sizeBytes > largestSecretBytes) {
    throw new AwsError(
      'ValidationException',
      "1 validation error detected: Value at 'secretString' failed to satisfy constraint: Member must have length less than or equal to 65536",
    );
  }
};

/** @throws AwsError ValidationException */
export const checkName = (name: string): void => {
  if (/^[\w/+=.@!-]{1,512}$/.test(name)) return;
  throw new AwsError(
    'ValidationException',
    'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
  );
};

/**
 * Puts a version in front: it becomes AWSCURRENT and the one before AWSPREVIOUS, as PutSecretValue does.
 *
 * @param stages staging labels to move to the version
 */
export const addVersion = (secret: Secret, added: SecretVersion, stages: string[]): void => {
  const current = secret.versions.find((version) => version.stages.includes('AWSCURRENT'));
  const moved = new Set(stages);
  if (moved.has('AWSCURRENT') && current) moved.add('AWSPREVIOUS');
  for (const version of secret.versions) version.stages = version.stages.filter((stage) => !moved.has(stage));
  if (stages.includes('AWSCURRENT')) current?.stages.push('AWSPREVIOUS');
  added.stages = [...stages];
  secret.versions.push(added);
};
