import { describe, expect, it } from '@jest/globals';
import { arnOf, pass, roleArn, setUp, waiting } from './set-up.ts';

describe('state machines', () => {
  it('are created, described, listed, updated and deleted', async () => {
    const { ask } = await setUp({});
    const definition = JSON.stringify(pass);
    const tags = [{ key: 'team', value: 'ops' }];
    const created = await ask('CreateStateMachine', { name: 'one', definition, roleArn, tags });
    expect(created).toEqual({ stateMachineArn: arnOf('one'), creationDate: new Date('2026-01-01') });
    expect(await ask('CreateStateMachine', { name: 'one', definition, roleArn, tags })).toEqual(created);
    expect(await ask('DescribeStateMachine', { stateMachineArn: arnOf('one') })).toMatchObject({
      name: 'one',
      status: 'ACTIVE',
      type: 'STANDARD',
      definition,
      roleArn,
    });
    expect(await ask('ListTagsForResource', { resourceArn: arnOf('one') })).toEqual({ tags });
    const changed = JSON.stringify({ ...pass, Comment: 'changed' });
    expect(await ask('UpdateStateMachine', { stateMachineArn: arnOf('one'), definition: changed })).toMatchObject({
      updateDate: new Date('2026-01-01'),
      revisionId: expect.any(String),
    });
    expect((await ask('DescribeStateMachine', { stateMachineArn: arnOf('one') }))['definition']).toBe(changed);
    await ask('DeleteStateMachine', { stateMachineArn: arnOf('one') });
    expect(await ask('ListStateMachines')).toEqual({ stateMachines: [] });
  });

  it('are listed by name, page by page', async () => {
    const { ask } = await setUp({ b: pass, a: pass, c: pass });
    const first = await ask('ListStateMachines', { maxResults: 2 });
    expect(first['stateMachines'].map(({ name }: { name: string }) => name)).toEqual(['a', 'b']);
    const second = await ask('ListStateMachines', { maxResults: 2, nextToken: first['nextToken'] });
    expect(second).toMatchObject({ stateMachines: [{ name: 'c', stateMachineArn: arnOf('c') }] });
    expect(second['nextToken']).toBeUndefined();
  });

  it.each([
    [
      'another definition under the same name',
      'CreateStateMachine',
      { name: 'pass', definition: JSON.stringify(waiting), roleArn },
      'StateMachineAlreadyExists',
      `State Machine Already Exists: '${arnOf('pass')}'`,
    ],
    [
      'a name with a space',
      'CreateStateMachine',
      { name: 'a b', definition: '{}', roleArn },
      'InvalidName',
      "Invalid Name: 'a b'",
    ],
    [
      'a name of 81 characters',
      'CreateStateMachine',
      { name: 'x'.repeat(81), definition: '{}', roleArn },
      'InvalidName',
      'Invalid Name',
    ],
    [
      'a definition that is no JSON',
      'CreateStateMachine',
      { name: 'x', definition: '{', roleArn },
      'InvalidDefinition',
      "Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION",
    ],
    [
      'an express machine',
      'CreateStateMachine',
      { name: 'x', definition: '{}', roleArn, type: 'EXPRESS' },
      'ValidationException',
      'STANDARD',
    ],
    [
      'an update of nothing',
      'UpdateStateMachine',
      { stateMachineArn: arnOf('pass') },
      'ValidationException',
      'must be specified',
    ],
    [
      'a machine that is not there',
      'DescribeStateMachine',
      { stateMachineArn: arnOf('gone') },
      'StateMachineDoesNotExist',
      `State Machine Does Not Exist: '${arnOf('gone')}'`,
    ],
    [
      'an ARN that is none',
      'DescribeStateMachine',
      { stateMachineArn: 'nonsense' },
      'InvalidArn',
      "Invalid Arn: 'nonsense'",
    ],
    ['a page token that no page gave', 'ListStateMachines', { nextToken: 'x' }, 'InvalidToken', 'Invalid Token'],
    ['too large a page', 'ListStateMachines', { maxResults: 1_001 }, 'ValidationException', 'between 0 and 1000'],
    [
      'tags of nothing',
      'ListTagsForResource',
      { resourceArn: arnOf('gone') },
      'ResourceNotFound',
      'Resource not found',
    ],
  ])('refuse %s', async (_, operation, input, code, message) => {
    const { ask } = await setUp();
    await expect(ask(operation, input)).rejects.toMatchObject({
      code,
      status: 400,
      message: expect.stringContaining(message),
    });
  });

  it('are checked on request without being made', async () => {
    const { ask } = await setUp();
    expect(await ask('ValidateStateMachineDefinition', { definition: JSON.stringify(pass) })).toMatchObject({
      result: 'OK',
      diagnostics: [],
    });
    expect(await ask('ValidateStateMachineDefinition', { definition: '{' })).toMatchObject({
      result: 'FAIL',
      diagnostics: [{ severity: 'ERROR', code: 'INVALID_JSON_DESCRIPTION' }],
    });
  });
});
