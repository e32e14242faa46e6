import { GetRoleCommand, type IAMClient } from '@aws-sdk/client-iam';
import type { Looked } from '../../domain/service/preconditions/looked.ts';
import type { RoleFact } from '../../domain/service/preconditions/roles.ts';
import { look } from './look.ts';

/** IAM gives policies percent-encoded. */
const decoded = (document: string): string => {
  try {
    return decodeURIComponent(document);
  } catch {
    return document;
  }
};

/**
 * Looks at a role of the account by its name.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html
 */
export const lookAtRole = (iam: IAMClient, RoleName: string): Promise<Looked<RoleFact>> =>
  look(async () => {
    const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
    return Role && { arn: Role.Arn ?? '', trustPolicy: decoded(Role.AssumeRolePolicyDocument ?? '') };
  }, ['NoSuchEntityException', 'NoSuchEntity']);
