import { randomBytes } from 'node:crypto';
import type { Tag } from '@aws-sdk/client-iam';
import { AwsError } from '../../service.ts';
import type { World } from '../../world.ts';

/** A role with its trust policy and what it may do, which nothing in the sandbox asks for. */
export interface RoleRecord {
  name: string;
  path: string;
  id: string;
  arn: string;
  /** JSON as it was given. */
  trustPolicy: string;
  description: string | undefined;
  /** Seconds. */
  maxSessionDuration: number;
  /** Milliseconds since the epoch. */
  createdAt: number;
  tags: Tag[];
  /** Inline policies, as JSON, by name. */
  policies: Map<string, string>;
  /** ARNs of managed policies. */
  attached: Set<string>;
}

/** What a role is created with. */
export interface NewRole {
  name: string;
  path?: string | undefined;
  trustPolicy: string;
  description?: string | undefined;
  maxSessionDuration?: number | undefined;
  tags?: Tag[] | undefined;
}

const malformed = (message: string) => new AwsError('MalformedPolicyDocument', message);

const namePattern = /^[\w+=,.@-]+$/;
const pathPattern = /^(?:\/|\/[\x21-\x7e]+\/)$/;
const mostTags = 50;

/** @throws AwsError ValidationError */
export const checkName = (name: string, at: string, longest: number): void => {
  if (!namePattern.test(name)) {
    throw new AwsError(
      'ValidationError',
      `The specified value for ${at} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`,
    );
  }
  if (name.length > longest) {
    throw new AwsError(
      'ValidationError',
      `1 validation error detected: Value '${name}' at '${at}' failed to satisfy constraint: Member must have length less than or equal to ${longest}`,
    );
  }
};

const statementsOf = (policy: string): Record<string, unknown>[] => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(policy);
  } catch {
    throw malformed('This policy contains invalid Json');
  }
  const statements = parsed !== null && typeof parsed === 'object' ? Reflect.get(parsed, 'Statement') : undefined;
  if (statements === undefined) throw malformed('Syntax errors in policy.');
  return [statements].flat() as Record<string, unknown>[];
};

/**
 * What IAM asks of every policy: JSON, statements with an effect and actions.
 *
 * @throws AwsError MalformedPolicyDocument
 */
export const checkPolicy = (policy: string): Record<string, unknown>[] => {
  const statements = statementsOf(policy);
  for (const statement of statements) {
    const isEffect = statement['Effect'] === 'Allow' || statement['Effect'] === 'Deny';
    if (!isEffect || !(statement['Action'] ?? statement['NotAction'])) throw malformed('Syntax errors in policy.');
  }
  return statements;
};

/** A trust policy has a principal, speaks of sts and names no resource. @throws AwsError MalformedPolicyDocument */
export const checkTrustPolicy = (policy: string): void => {
  for (const statement of checkPolicy(policy)) {
    if (!(statement['Principal'] ?? statement['NotPrincipal'])) {
      throw malformed('AssumeRolepolicy must contain principal element.');
    }
    if (statement['Resource'] ?? statement['NotResource']) throw malformed('Has prohibited field Resource');
    const actions = [statement['Action'] ?? []].flat().map(String);
    if (actions.some((action) => action !== '*' && !/^sts:/i.test(action))) {
      throw malformed('AssumeRole policy may only specify STS AssumeRole actions.');
    }
  }
};

/** The services that a trust policy allows something, whatever its conditions. */
export const trustedServices = (policy: string): string[] =>
  statementsOf(policy)
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Principal }) => [(Principal as { Service?: string | string[] })?.Service ?? []].flat());

const roleOf = ({ accountId, clock }: World, { name, path = '/', ...given }: NewRole): RoleRecord => ({
  name,
  path,
  id: `AROA${randomBytes(20).toString('hex').toUpperCase().slice(0, 17)}`,
  arn: `arn:aws:iam::${accountId}:role${path}${name}`,
  trustPolicy: given.trustPolicy,
  description: given.description,
  maxSessionDuration: given.maxSessionDuration ?? 3600,
  createdAt: clock.now(),
  tags: given.tags ?? [],
  policies: new Map(),
  attached: new Set(),
});

const checkNew = ({ name, path = '/', trustPolicy, maxSessionDuration = 3600, tags = [] }: NewRole): void => {
  checkName(name, 'roleName', 64);
  if (!pathPattern.test(path) || path.length > 512) {
    throw new AwsError(
      'ValidationError',
      'The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.',
    );
  }
  if (maxSessionDuration < 3600 || maxSessionDuration > 43_200) {
    throw new AwsError(
      'ValidationError',
      `1 validation error detected: Value '${maxSessionDuration}' at 'maxSessionDuration' failed to satisfy constraint: Member must have value between 3600 and 43200`,
    );
  }
  if (tags.length > mostTags)
    throw new AwsError('LimitExceeded', `Cannot exceed quota for TagsPerRole: ${mostTags}`, 409);
  checkTrustPolicy(trustPolicy);
};

/** The roles of the account. Their names are unique in any case of letters. */
export const createRoles = (world: World) => {
  const roles = new Map<string, RoleRecord>();
  const keyOf = (name: string): string => name.toLowerCase();
  return {
    all: (): RoleRecord[] => [...roles.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    /** @throws AwsError EntityAlreadyExists, MalformedPolicyDocument, ValidationError, LimitExceeded */
    create(given: NewRole): RoleRecord {
      checkNew(given);
      if (roles.has(keyOf(given.name))) {
        throw new AwsError('EntityAlreadyExists', `Role with name ${given.name} already exists.`, 409);
      }
      const role = roleOf(world, given);
      roles.set(keyOf(given.name), role);
      return role;
    },
    /** @throws AwsError NoSuchEntity */
    get(name = ''): RoleRecord {
      const role = roles.get(keyOf(name));
      if (!role) throw new AwsError('NoSuchEntity', `The role with name ${name} cannot be found.`, 404);
      return role;
    },
    remove: ({ name }: RoleRecord): void => {
      roles.delete(keyOf(name));
    },
  };
};

export type Roles = ReturnType<typeof createRoles>;
