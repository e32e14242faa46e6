import { describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import { agentDisconnectRequestSchema } from '../../functions/domain/agent/request.ts';
import { defaults, partOf } from './parameters.ts';

const packaged = (parameters: Record<string, unknown>, region?: string) =>
  partOf('statemachines/agent-disconnect/resources.cjs', parameters, region);

const problems = 'parameters of serverless.yml or --param that do not fit: ';

describe('the stage parameters of agent-disconnect', () => {
  it.each([
    ['agentDisconnectEnabled', ['yes', '', 'TRUE', 0], 'true or false'],
    ['agentDisconnectTagValue', ['a*b', 'x'.repeat(257)], 'nothing, or the value of a tag: at most 256 characters'],
    ['agentDisconnectGraceSeconds', ['901', '-1', '', '1m', 1.5], 'a whole number from 0 to 900'],
    ['agentDisconnectConfirmations', [0, 6], 'a whole number from 1 to 5'],
    ['agentDisconnectConfirmationSeconds', [4, 301], 'a whole number from 5 to 300'],
    ['agentDisconnectReminderMinutes', [-1, 1_441], 'a whole number from 0 to 1440'],
    ['agentDisconnectLimitHours', [0, 73], 'a whole number from 1 to 72'],
    ['agentDisconnectOfflineExternal', ['ignore', ''], 'report or alert'],
    [
      'agentDisconnectActions',
      ['reboot', 'drain,drain', 'drain restart-agent'],
      'none, or any of drain, restart-agent by comma',
    ],
    ['agentDisconnectMaxActionsPerHour', [0, 1_001], 'a whole number from 1 to 1000'],
    [
      'agentDisconnectEmail',
      [
        'ops',
        'ops@example',
        'ops@',
        '@example.com',
        'a@b@example.com',
        'ops@example.com ',
        'ops example@example.com',
        `${'x'.repeat(250)}@example.com`,
      ],
      'nothing, or one e-mail address such as ops@example.com',
    ],
    [
      'agentDisconnectHookStateMachineArn',
      [
        'repair',
        'arn:aws:states:us-east-1:111122223333:execution:repair:run',
        'arn:aws:lambda:us-east-1:111122223333:function:x',
      ],
      'nothing, or the ARN of a state machine: arn:aws:states:<region>:<account>:stateMachine:<name>',
    ],
    [
      'kmsKeyArn',
      ['alias/own', '1234abcd-12ab-34cd-56ef-1234567890ab', 'arn:aws:kms:us-east-1:111122223333:alias/own'],
      'nothing, or the ARN of a key (not of an alias): arn:aws:kms:<region>:<account>:key/<id>',
    ],
  ])('refuse %s of any of %j', async (name, values, expected) => {
    for (const value of values) {
      await expect(packaged({ [name]: value })).rejects.toThrow(`${problems}${name} (expected: ${expected})`);
    }
  });

  it('are all named that do not fit, in one sentence without a stack', async () => {
    const bad = { agentDisconnectGraceSeconds: 1_000, agentDisconnectEmail: 'ops', kmsKeyArn: 'alias/own' };
    const message =
      `${problems}agentDisconnectGraceSeconds (expected: a whole number from 0 to 900); ` +
      'agentDisconnectEmail (expected: nothing, or one e-mail address such as ops@example.com); ' +
      'kmsKeyArn (expected: nothing, or the ARN of a key (not of an alias): arn:aws:kms:<region>:<account>:key/<id>)';
    await expect(packaged(bad)).rejects.toMatchObject({ message, stack: message });
  });

  it.each([
    ['agentDisconnectEnabled', [true, 'true', false]],
    ['agentDisconnectTagValue', ['', 'yes', 'team/ops: 24+7 @home=1']],
    ['agentDisconnectGraceSeconds', [0, '900']],
    ['agentDisconnectActions', ['', 'none', 'drain', 'restart-agent, drain']],
    [
      'agentDisconnectEmail',
      [
        '',
        'ops@example.com',
        'first.last+ecs@sub.example.co.uk',
        "o'neil@example.com",
        'x@xn--exmple-cua.com',
        '1@example.museum',
      ],
    ],
    ['agentDisconnectHookStateMachineArn', ['arn:aws-us-gov:states:us-gov-west-1:111122223333:stateMachine:repair_1']],
    ['kmsKeyArn', ['arn:aws-cn:kms:cn-north-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab']],
  ])('take %s of any of %j', async (name, values) => {
    for (const value of values) await expect(packaged({ [name]: value })).resolves.toHaveProperty('Resources');
  });

  it('name a key and a state machine of the region that the stack is packaged for', async () => {
    const named = {
      agentDisconnectHookStateMachineArn: 'arn:aws:states:us-east-1:111122223333:stateMachine:repair',
      kmsKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/1234abcd',
    };
    await expect(packaged(named, 'us-east-1')).resolves.toHaveProperty('Resources');
    await expect(packaged(named, 'eu-west-1')).rejects.toThrow(
      `${problems}agentDisconnectHookStateMachineArn (expected: a state machine in the stack's region, eu-west-1); ` +
        "kmsKeyArn (expected: a key in the stack's region, eu-west-1)",
    );
  });

  it('have defaults that make the request of a run as it is without them', () => {
    const parameter = (name: string) => String(defaults[`agentDisconnect${name}`]);
    const request = {
      cluster: 'prod',
      graceSeconds: parameter('GraceSeconds'),
      confirmations: parameter('Confirmations'),
      confirmationSeconds: parameter('ConfirmationSeconds'),
      reminderMinutes: parameter('ReminderMinutes'),
      limitHours: parameter('LimitHours'),
      offlineExternal: parameter('OfflineExternal'),
      actions: parameter('Actions'),
      maxActionsPerHour: parameter('MaxActionsPerHour'),
    };
    expect(v.parse(agentDisconnectRequestSchema, request)).toEqual(
      v.parse(agentDisconnectRequestSchema, { cluster: 'prod' }),
    );
  });

  it.each([
    ['GraceSeconds', 'graceSeconds', [0, 900], [901]],
    ['Confirmations', 'confirmations', [1, 5], [0, 6]],
    ['ConfirmationSeconds', 'confirmationSeconds', [5, 300], [4, 301]],
    ['ReminderMinutes', 'reminderMinutes', [0, 1_440], [1_441]],
    ['LimitHours', 'limitHours', [1, 72], [0, 73]],
    ['MaxActionsPerHour', 'maxActionsPerHour', [1, 1_000], [0, 1_001]],
  ])('have the bounds of the request: %s as %s', async (parameter, field, within, beyond) => {
    const fits = (value: number) =>
      v.safeParse(agentDisconnectRequestSchema, { cluster: 'prod', [field]: value }).success;
    expect([...within, ...beyond].map(fits)).toEqual([...within.map(() => true), ...beyond.map(() => false)]);
    for (const value of within) await packaged({ [`agentDisconnect${parameter}`]: value });
    for (const value of beyond) {
      await expect(packaged({ [`agentDisconnect${parameter}`]: value })).rejects.toThrow(`agentDisconnect${parameter}`);
    }
  });
});
