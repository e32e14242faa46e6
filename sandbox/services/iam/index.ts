import * as client from '@aws-sdk/client-iam';
import { AwsError, defineService, type Operations } from '../../service.ts';
import type { World } from '../../world.ts';
import { pageOf } from '../pages.ts';
import { encodeDocument } from './documents.ts';
import { policyOperations } from './policies.ts';
import { checkTrustPolicy, createRoles, type NewRole, type RoleRecord, type Roles, trustedServices } from './roles.ts';

const described = (role: RoleRecord) => ({
  Path: role.path,
  RoleName: role.name,
  RoleId: role.id,
  Arn: role.arn,
  CreateDate: new Date(role.createdAt),
  AssumeRolePolicyDocument: encodeDocument(role.trustPolicy),
  MaxSessionDuration: role.maxSessionDuration,
  ...(role.description === undefined ? {} : { Description: role.description }),
});

const deleteRole = (roles: Roles, name: string | undefined) => {
  const role = roles.get(name);
  if (role.attached.size > 0) {
    throw new AwsError('DeleteConflict', 'Cannot delete entity, must detach all policies first.', 409);
  }
  if (role.policies.size > 0) {
    throw new AwsError('DeleteConflict', 'Cannot delete entity, must delete policies first.', 409);
  }
  roles.remove(role);
  return {};
};

const listRoles = (roles: Roles, { PathPrefix = '/', Marker, MaxItems = 100 }: client.ListRolesCommandInput) => {
  if (MaxItems < 1 || MaxItems > 1000) {
    throw new AwsError(
      'ValidationError',
      `1 validation error detected: Value '${MaxItems}' at 'maxItems' failed to satisfy constraint: Member must have value between 1 and 1000`,
    );
  }
  const matching = roles.all().filter(({ path }) => path.startsWith(PathPrefix));
  const { items, next } = pageOf(matching, Marker, MaxItems, 'ValidationError');
  const rest = next.nextToken === undefined ? {} : { Marker: next.nextToken };
  return { Roles: items.map(described), IsTruncated: next.nextToken !== undefined, ...rest };
};

const roleOperations = (roles: Roles) =>
  ({
    CreateRole({ RoleName = '', Path, AssumeRolePolicyDocument = '', Description, MaxSessionDuration, Tags }) {
      const role = roles.create({
        name: RoleName,
        path: Path,
        trustPolicy: AssumeRolePolicyDocument,
        description: Description,
        maxSessionDuration: MaxSessionDuration,
        tags: Tags,
      });
      return { Role: { ...described(role), ...(role.tags.length > 0 ? { Tags: role.tags } : {}) } };
    },
    GetRole({ RoleName }) {
      const role = roles.get(RoleName);
      return { Role: { ...described(role), ...(role.tags.length > 0 ? { Tags: role.tags } : {}), RoleLastUsed: {} } };
    },
    ListRoles: (input) => listRoles(roles, input),
    DeleteRole: ({ RoleName }) => deleteRole(roles, RoleName),
    UpdateAssumeRolePolicy({ RoleName, PolicyDocument = '' }) {
      const role = roles.get(RoleName);
      checkTrustPolicy(PolicyDocument);
      role.trustPolicy = PolicyDocument;
      return {};
    },
    TagRole({ RoleName, Tags = [] }) {
      const role = roles.get(RoleName);
      const given = new Set(Tags.map(({ Key }) => Key));
      role.tags = [...role.tags.filter(({ Key }) => !given.has(Key)), ...Tags];
      return {};
    },
    UntagRole({ RoleName, TagKeys = [] }) {
      const role = roles.get(RoleName);
      role.tags = role.tags.filter(({ Key = '' }) => !TagKeys.includes(Key));
      return {};
    },
    ListRoleTags: ({ RoleName }) => ({ Tags: roles.get(RoleName).tags, IsTruncated: false }),
  }) satisfies Operations<typeof client>;

const trustsTasks = ({ accountId }: World, roles: Roles, arnOrName: string): boolean => {
  if (arnOrName.startsWith('arn:') && !arnOrName.includes(`::${accountId}:`)) return true;
  const named = roles.all().find(({ arn, name }) => arn === arnOrName || name === arnOrName);
  return named !== undefined && trustedServices(named.trustPolicy).includes('ecs-tasks.amazonaws.com');
};

/** A role of a world, its trust policy as an object. */
type FurnishedRole = Omit<NewRole, 'trustPolicy'> & { trustPolicy: object };

/** IAM: roles with their policies. Nothing is denied for want of a permission. */
export const iamService = (world: World) => {
  const roles = createRoles(world);
  return {
    service: defineService('iam', client, { ...roleOperations(roles), ...policyOperations(roles) }),
    /** Creates a role. @returns its ARN @throws AwsError as CreateRole */
    addRole: ({ trustPolicy, ...given }: FurnishedRole): string =>
      roles.create({ ...given, trustPolicy: JSON.stringify(trustPolicy) }).arn,
    /** Whether ECS may assume a role for its tasks. Roles of other accounts are not known here and count as such. */
    trustsTasks: (arnOrName: string): boolean => trustsTasks(world, roles, arnOrName),
  };
};

export type IamService = ReturnType<typeof iamService>;
