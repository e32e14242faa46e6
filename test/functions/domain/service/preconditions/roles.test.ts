import { describe, expect, it } from '@jest/globals';
import { found, missing, unseen } from '../../../../../functions/domain/service/preconditions/looked.ts';
import { checkRoles, readRole, roleNames } from '../../../../../functions/domain/service/preconditions/roles.ts';
import { judgeTrust } from '../../../../../functions/domain/service/preconditions/trust-policy.ts';

const starter = { partition: 'aws', region: 'us-east-1', accountId: '111122223333' };
const statement = { Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' };
const policy = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const conditioned = (Condition: object) => policy({ ...statement, Condition });

describe('judgeTrust', () => {
  it.each([
    ['the service', policy(statement)],
    ['one statement that is no list', JSON.stringify({ Statement: statement })],
    [
      'the service among others',
      policy({ ...statement, Principal: { Service: ['ec2.amazonaws.com', 'ecs-tasks.amazonaws.com'] } }),
    ],
    ['all of sts', policy({ ...statement, Action: ['sts:*', 'sts:TagSession'] })],
    ['the account as source', conditioned({ StringEquals: { 'aws:SourceAccount': '111122223333' } })],
    [
      'both conditions that AWS recommends',
      conditioned({
        ArnLike: { 'aws:SourceArn': 'arn:aws:ecs:us-east-1:111122223333:*' },
        StringEquals: { 'aws:SourceAccount': ['000000000000', '111122223333'] },
      }),
    ],
    [
      'tasks of a cluster',
      conditioned({ ArnLike: { 'aws:SourceArn': 'arn:aws:ecs:us-east-1:111122223333:task/prod/*' } }),
    ],
  ])('trusts by %s', (_what, document) => {
    expect(judgeTrust(document, starter)).toEqual({ trusts: 'YES' });
  });

  it.each([
    ['no JSON', '{', 'its trust policy is not JSON'],
    ['no statements', '{}', 'does not allow sts:AssumeRole to ecs-tasks.amazonaws.com'],
    ['another service', policy({ ...statement, Principal: { Service: 'ecs.amazonaws.com' } }), 'does not allow'],
    ['an account', policy({ ...statement, Principal: { AWS: '*' } }), 'does not allow'],
    ['any principal', policy({ ...statement, Principal: '*' }), 'does not allow'],
    ['another action', policy({ ...statement, Action: 'sts:TagSession' }), 'does not allow'],
    ['a denial', policy(statement, { ...statement, Effect: 'Deny' }), 'denies sts:AssumeRole'],
    [
      'another account as source',
      conditioned({ StringEquals: { 'aws:SourceAccount': '000000000000' } }),
      'asks for aws:SourceAccount 000000000000',
    ],
    [
      'another region as source',
      conditioned({ ArnLike: { 'AWS:SourceArn': 'arn:aws:ecs:eu-west-1:111122223333:*' } }),
      'asks for AWS:SourceArn arn:aws:ecs:eu-west-1:111122223333:*',
    ],
  ])('does not trust by %s', (_what, document, reason) => {
    expect(judgeTrust(document, starter)).toEqual({ trusts: 'NO', reason: expect.stringContaining(reason) });
  });

  it('names conditions that it cannot judge', () => {
    const document = conditioned({
      StringNotEquals: { 'aws:SourceAccount': '1' },
      Bool: { 'aws:SecureTransport': 'true' },
    });
    expect(judgeTrust(document, starter)).toEqual({
      trusts: 'MAYBE',
      conditions: ['StringNotEquals aws:SourceAccount', 'Bool aws:SecureTransport'],
    });
  });
});

const arn = 'arn:aws:iam::111122223333:role/team/web';
const judged = (
  written: string,
  fact: Parameters<typeof checkRoles>[1][string] = found({ arn, trustPolicy: policy(statement) }),
) => checkRoles([{ use: 'task role', written }], { web: fact }, starter)[0];

describe('roles', () => {
  it('are read from ARNs with paths and from names', () => {
    expect(readRole(arn)).toEqual({ name: 'web', accountId: '111122223333' });
    expect(readRole('web')).toEqual({ name: 'web', accountId: undefined });
    const elsewhere = 'arn:aws:iam::000000000000:role/web';
    const written = [arn, arn, 'api', elsewhere, 'arn:aws:iam::111122223333:user/x'];
    const roles = written.map((one) => ({ use: 'task role' as const, written: one }));
    expect(roleNames(roles, starter.accountId)).toEqual(['web', 'api']);
  });

  it.each([
    ['a role that trusts', arn, undefined, 'PASS', 'exists and trusts ecs-tasks.amazonaws.com'],
    ['its name alone', 'web', undefined, 'PASS', 'exists'],
    ['another path', 'arn:aws:iam::111122223333:role/web', undefined, 'FAIL', `the role of this name is ${arn}`],
    ['no role', arn, missing, 'FAIL', 'there is no role web in account 111122223333'],
    ['a denial', arn, unseen('denied'), 'WARN', 'not looked at: denied'],
    [
      'another account',
      'arn:aws:iam::000000000000:role/web',
      undefined,
      'WARN',
      'not looked at: it is in account 000000000000',
    ],
    ['a user', 'arn:aws:iam::111122223333:user/web', undefined, 'FAIL', 'it is not the ARN of a role'],
    ['no name', 'a b', undefined, 'FAIL', 'it names no role'],
    [
      'no trust',
      arn,
      found({ arn, trustPolicy: '{}' }),
      'FAIL',
      'tasks cannot assume it: its trust policy does not allow',
    ],
    [
      'unknown conditions',
      arn,
      found({ arn, trustPolicy: conditioned({ Bool: { 'aws:SecureTransport': 'true' } }) }),
      'WARN',
      'under conditions that were not judged: Bool aws:SecureTransport',
    ],
  ])('are judged: %s', (_what, written, fact, status, detail) => {
    expect(judged(written, fact)).toMatchObject({
      check: `task role ${written}`,
      status,
      detail: expect.stringContaining(detail),
    });
  });
});
