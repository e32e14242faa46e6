import type * as client from '@aws-sdk/client-iam';
import { AwsError, type Operations } from '../../service.ts';
import { encodeDocument } from './documents.ts';
import { checkName, checkPolicy, type Roles } from './roles.ts';

const noPolicy = (message: string) => new AwsError('NoSuchEntity', message, 404);

const policyArn = /^arn:aws[\w-]*:iam::(?:aws|\d{12}):policy\/[\x21-\x7e]+$/;

const checkArn = (arn: string): void => {
  if (!policyArn.test(arn)) throw new AwsError('InvalidInput', `ARN ${arn} is not valid.`);
};

const inline = (roles: Roles) =>
  ({
    PutRolePolicy({ RoleName, PolicyName = '', PolicyDocument = '' }) {
      const { policies } = roles.get(RoleName);
      checkName(PolicyName, 'policyName', 128);
      checkPolicy(PolicyDocument);
      policies.set(PolicyName, PolicyDocument);
      return {};
    },
    GetRolePolicy({ RoleName = '', PolicyName = '' }) {
      const document = roles.get(RoleName).policies.get(PolicyName);
      if (document === undefined) throw noPolicy(`The role policy with name ${PolicyName} cannot be found.`);
      return { RoleName, PolicyName, PolicyDocument: encodeDocument(document) };
    },
    ListRolePolicies: ({ RoleName }) => ({ PolicyNames: [...roles.get(RoleName).policies.keys()], IsTruncated: false }),
    DeleteRolePolicy({ RoleName, PolicyName = '' }) {
      if (!roles.get(RoleName).policies.delete(PolicyName)) {
        throw noPolicy(`The role policy with name ${PolicyName} cannot be found.`);
      }
      return {};
    },
  }) satisfies Operations<typeof client>;

const managed = (roles: Roles) =>
  ({
    AttachRolePolicy({ RoleName, PolicyArn = '' }) {
      const { attached } = roles.get(RoleName);
      checkArn(PolicyArn);
      attached.add(PolicyArn);
      return {};
    },
    DetachRolePolicy({ RoleName, PolicyArn = '' }) {
      checkArn(PolicyArn);
      if (!roles.get(RoleName).attached.delete(PolicyArn)) throw noPolicy(`Policy ${PolicyArn} was not found.`);
      return {};
    },
    ListAttachedRolePolicies: ({ RoleName }) => ({
      AttachedPolicies: [...roles.get(RoleName).attached].map((PolicyArn) => ({
        PolicyName: PolicyArn.slice(PolicyArn.lastIndexOf('/') + 1),
        PolicyArn,
      })),
      IsTruncated: false,
    }),
  }) satisfies Operations<typeof client>;

/** Policies of roles. A managed policy is taken to exist: nothing in the sandbox reads what it allows. */
export const policyOperations = (roles: Roles) => ({ ...inline(roles), ...managed(roles) });
