import { IAM } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { iamService } from '../../../../sandbox/services/iam/index.ts';
import { describeWith } from '../../../support/programs.ts';
import { aws, clientConfig, createWorld, start } from '../../endpoint/started.ts';

const world = createWorld();
const iam = iamService(world);
const statement = { Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' };
const policyOf = (changes: object = {}) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ ...statement, ...changes }] });
const trust = policyOf();
const policy = policyOf({ Principal: undefined, Action: 's3:GetObject', Resource: '*' });
const administrator = 'arn:aws:iam::aws:policy/AdministratorAccess';

let endpoint: Awaited<ReturnType<typeof start>>;
let client: IAM;
beforeAll(async () => {
  endpoint = await start(world, [iam.service]);
  client = new IAM(clientConfig(endpoint));
});
afterAll(async () => {
  client.destroy();
  await endpoint.close();
  world.clock.stop();
});

const create = (RoleName: string, input: object = {}) =>
  client.createRole({ RoleName, AssumeRolePolicyDocument: trust, ...input });

describe('roles', () => {
  it('are created with a path, and described with an encoded trust policy', async () => {
    const { Role } = await create('web', { Path: '/service/', Tags: [{ Key: 'a', Value: 'b' }], Description: 'd' });
    expect(Role?.Arn).toBe('arn:aws:iam::000000000000:role/service/web');
    const got = await client.getRole({ RoleName: 'WEB' });
    expect(got.Role).toMatchObject({ RoleName: 'web', Path: '/service/', Tags: [{ Key: 'a', Value: 'b' }] });
    expect(got.Role?.AssumeRolePolicyDocument).toContain('%22Service%22%3A%22ecs-tasks.amazonaws.com%22');
    expect(decodeURIComponent(got.Role?.AssumeRolePolicyDocument ?? '')).toBe(trust);
  });

  it('take another trust policy, tags and policies', async () => {
    await create('api');
    await client.updateAssumeRolePolicy({ RoleName: 'api', PolicyDocument: policyOf({ Action: 'sts:*' }) });
    expect((await client.getRole({ RoleName: 'api' })).Role?.AssumeRolePolicyDocument).toContain('sts%3A%2A');
    await client.tagRole({ RoleName: 'api', Tags: [{ Key: 'a', Value: '1' }] });
    await client.tagRole({
      RoleName: 'api',
      Tags: [
        { Key: 'a', Value: '2' },
        { Key: 'b', Value: '3' },
      ],
    });
    await client.untagRole({ RoleName: 'api', TagKeys: ['b'] });
    expect((await client.listRoleTags({ RoleName: 'api' })).Tags).toEqual([{ Key: 'a', Value: '2' }]);
    await client.putRolePolicy({ RoleName: 'api', PolicyName: 'read', PolicyDocument: policy });
    await client.attachRolePolicy({ RoleName: 'api', PolicyArn: administrator });
    expect((await client.listRolePolicies({ RoleName: 'api' })).PolicyNames).toEqual(['read']);
    const read = await client.getRolePolicy({ RoleName: 'api', PolicyName: 'read' });
    expect(decodeURIComponent(read.PolicyDocument ?? '')).toBe(policy);
    const { AttachedPolicies } = await client.listAttachedRolePolicies({ RoleName: 'api' });
    expect(AttachedPolicies).toEqual([{ PolicyName: 'AdministratorAccess', PolicyArn: administrator }]);
  });

  it('are deleted once they have no policies', async () => {
    const conflict = { name: 'DeleteConflictException', $metadata: expect.objectContaining({ httpStatusCode: 409 }) };
    await expect(client.deleteRole({ RoleName: 'api' })).rejects.toMatchObject(conflict);
    await client.detachRolePolicy({ RoleName: 'api', PolicyArn: administrator });
    await expect(client.deleteRole({ RoleName: 'api' })).rejects.toMatchObject(conflict);
    await client.deleteRolePolicy({ RoleName: 'api', PolicyName: 'read' });
    await client.deleteRole({ RoleName: 'api' });
    await expect(client.getRole({ RoleName: 'api' })).rejects.toMatchObject({ name: 'NoSuchEntityException' });
  });

  it('are listed by path, in pages', async () => {
    for (const name of ['a', 'b', 'c']) await create(`listed-${name}`, { Path: '/listed/' });
    const first = await client.listRoles({ PathPrefix: '/listed/', MaxItems: 2 });
    const { Marker = '', IsTruncated } = first;
    const second = await client.listRoles({ PathPrefix: '/listed/', MaxItems: 2, Marker });
    expect([first.Roles?.length, IsTruncated, second.Roles?.length, second.IsTruncated]).toEqual([2, true, 1, false]);
  });

  it('come with a world', async () => {
    const arn = iam.addRole({ name: 'furnished', trustPolicy: JSON.parse(trust) });
    expect((await client.getRole({ RoleName: 'furnished' })).Role?.Arn).toBe(arn);
  });
});

describe('errors of IAM', () => {
  const malformed = (changes: object) => () => create('never', { AssumeRolePolicyDocument: policyOf(changes) });
  const long = 'a'.repeat(65);
  it.each([
    [
      'NoSuchEntityException',
      404,
      'The role with name ghost cannot be found.',
      () => client.getRole({ RoleName: 'ghost' }),
    ],
    ['EntityAlreadyExistsException', 409, 'Role with name Web already exists.', () => create('Web')],
    ['MalformedPolicyDocumentException', 400, 'invalid Json', () => create('never', { AssumeRolePolicyDocument: '{' })],
    [
      'MalformedPolicyDocumentException',
      400,
      'Syntax errors',
      () => create('never', { AssumeRolePolicyDocument: '{}' }),
    ],
    ['MalformedPolicyDocumentException', 400, 'Syntax errors', malformed({ Effect: 'allow' })],
    ['MalformedPolicyDocumentException', 400, 'must contain principal', malformed({ Principal: undefined })],
    ['MalformedPolicyDocumentException', 400, 'prohibited field Resource', malformed({ Resource: '*' })],
    ['MalformedPolicyDocumentException', 400, 'only specify STS', malformed({ Action: 's3:GetObject' })],
    ['ValidationError', 400, 'roleName', () => create('a b')],
    ['ValidationError', 400, 'less than or equal to 64', () => create(long)],
    ['ValidationError', 400, 'path', () => create('never', { Path: 'a' })],
    ['ValidationError', 400, 'between 3600 and 43200', () => create('never', { MaxSessionDuration: 1 })],
    ['ValidationError', 400, 'between 1 and 1000', () => client.listRoles({ MaxItems: 1001 })],
    [
      'LimitExceededException',
      409,
      'TagsPerRole',
      () => create('never', { Tags: Array.from({ length: 51 }, (_, key) => ({ Key: `${key}`, Value: '' })) }),
    ],
    [
      'NoSuchEntityException',
      404,
      'The role policy with name x cannot be found.',
      () => client.getRolePolicy({ RoleName: 'web', PolicyName: 'x' }),
    ],
    [
      'NoSuchEntityException',
      404,
      'The role policy with name x cannot be found.',
      () => client.deleteRolePolicy({ RoleName: 'web', PolicyName: 'x' }),
    ],
    [
      'NoSuchEntityException',
      404,
      'was not found',
      () => client.detachRolePolicy({ RoleName: 'web', PolicyArn: administrator }),
    ],
    [
      'InvalidInputException',
      400,
      'ARN x is not valid.',
      () => client.attachRolePolicy({ RoleName: 'web', PolicyArn: 'x' }),
    ],
  ])('%s, status %i: %s', async (name, httpStatusCode, message, call) => {
    await expect(call()).rejects.toMatchObject({
      name,
      message: expect.stringContaining(message),
      $metadata: expect.objectContaining({ httpStatusCode }),
    });
  });
});

describeWith(['aws'], 'roles from the AWS CLI', () => {
  it('are created and described, their trust policy decoded', async () => {
    const policyArgs = ['--assume-role-policy-document', trust];
    expect((await aws(endpoint, 'iam', 'create-role', '--role-name', 'cli', ...policyArgs)).errors).toBe('');
    const { output } = await aws(endpoint, 'iam', 'get-role', '--role-name', 'cli');
    expect(output).toMatchObject({ Role: { RoleName: 'cli', AssumeRolePolicyDocument: JSON.parse(trust) } });
    const { errors } = await aws(endpoint, 'iam', 'get-role', '--role-name', 'ghost');
    expect(errors).toContain('(NoSuchEntity) when calling the GetRole operation');
  }, 60_000);
});
