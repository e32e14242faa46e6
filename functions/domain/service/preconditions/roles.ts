import type { Finding } from '../../../../layers/shared/finding.ts';
import { parseArn } from '../../ecs/arn.ts';
import { fail, judge, pass, warn } from './findings.ts';
import { type Looked, unseen } from './looked.ts';
import { judgeTrust, type TaskStarter, tasksService } from './trust-policy.ts';

/** A role as GetRole gives it. */
export interface RoleFact {
  arn: string;
  /** The trust policy as JSON text, no longer URL-encoded. */
  trustPolicy: string;
}

/** A role that a task definition names, in words and by what it wrote: an ARN or a name. */
export interface RoleReference {
  use: 'execution role' | 'task role';
  written: string;
}

/** Where a role is to be looked for; undefined where that is not here. */
export type RolePlace = { name: string; accountId: string | undefined } | { problem: string };

/** Reads the ARN of a role, with or without a path, or its name. */
export const readRole = (written: string): RolePlace => {
  if (!written.startsWith('arn:')) {
    return /^[\w+=,.@-]{1,64}$/.test(written)
      ? { name: written, accountId: undefined }
      : { problem: 'it names no role' };
  }
  const { service, accountId = '', resource = '' } = parseArn(written) ?? {};
  const name = /^role\/(?:[\x21-\x7e]*\/)?(?<name>[\w+=,.@-]{1,64})$/.exec(resource)?.groups?.['name'];
  if (service !== 'iam' || name === undefined || !/^\d{12}$/.test(accountId)) {
    return { problem: 'it is not the ARN of a role: arn:aws:iam::<account>:role/<path><name>' };
  }
  return { name, accountId };
};

/** The account's role names that must be asked for. */
export const roleNames = (roles: readonly RoleReference[], ownAccountId: string): string[] => {
  const names = roles.flatMap(({ written }) => {
    const place = readRole(written);
    return 'name' in place && (place.accountId ?? ownAccountId) === ownAccountId ? [place.name] : [];
  });
  return [...new Set(names)];
};

const trustRemedy = (name: string): string =>
  `allow ${tasksService} sts:AssumeRole in its trust policy: aws iam update-assume-role-policy --role-name ${name} …`;

const judgeRole = (check: string, name: string, written: string, fact: RoleFact, starter: TaskStarter): Finding => {
  if (written.startsWith('arn:') && fact.arn !== written) {
    return fail(check, `the role of this name is ${fact.arn}: its path differs`, 'write its whole ARN');
  }
  const trust = judgeTrust(fact.trustPolicy, starter);
  if (trust.trusts === 'NO') return fail(check, `tasks cannot assume it: ${trust.reason}`, trustRemedy(name));
  if (trust.trusts === 'YES') return pass(check, `exists and trusts ${tasksService}`);
  const conditions = trust.conditions.join(', ');
  return warn(check, `trusts ${tasksService} under conditions that were not judged: ${conditions}`);
};

/** Whether the roles of a task definition exist and can be assumed by its tasks. */
export const checkRoles = (
  roles: readonly RoleReference[],
  facts: Record<string, Looked<RoleFact>>,
  starter: TaskStarter,
): Finding[] =>
  roles.flatMap(({ use, written }) => {
    const check = `${use} ${written}`;
    const place = readRole(written);
    if ('problem' in place) return [fail(check, place.problem, 'write the whole ARN of a role of this account')];
    const { name, accountId = starter.accountId } = place;
    const isHere = accountId === starter.accountId;
    const looked = isHere ? (facts[name] ?? unseen('it was not asked for')) : unseen(`it is in account ${accountId}`);
    const absent = {
      detail: `there is no role ${name} in account ${starter.accountId}`,
      remedy: `create it, trusted by ${tasksService}, or correct the spec; see: aws iam list-roles`,
    };
    return judge(check, looked, absent, (fact) => judgeRole(check, name, written, fact, starter));
  });
