import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { ExecutionNotStartedError } from '../../../functions/domain/errors/execution.ts';
import { InvalidRequestError, UnknownRunbookError } from '../../../functions/domain/errors/request.ts';
import { startRunbook } from '../../../functions/triggers/start-runbook.ts';

const sfn = mockClient(SFNClient);
const clients = { sfn: sfn as unknown as SFNClient };
const machineArn = 'arn:aws:states:us-east-1:111122223333:stateMachine:ecs-runbooks-prod-autodiag';
const executionArn = 'arn:aws:states:us-east-1:111122223333:execution:ecs-runbooks-prod-autodiag:x';
const order = {
  machineArn,
  runbook: 'autodiag',
  request: { mode: 'GENERAL', cluster: 'prod' },
  trigger: { by: 'ann', from: 'cli' },
};

const sent = () => sfn.commandCalls(StartExecutionCommand).map((call) => call.args[0].input);

beforeEach(() => {
  sfn.reset();
  sfn.on(StartExecutionCommand).resolves({ executionArn, startDate: new Date(0) });
});

describe('startRunbook', () => {
  it('hands the request over as it was given, with who started it from where', async () => {
    expect(await startRunbook(clients, order)).toMatchObject({ executionArn });
    expect(JSON.parse(sent()[0]?.input ?? '')).toEqual({
      mode: 'GENERAL',
      cluster: 'prod',
      trigger: { by: 'ann', from: 'cli' },
    });
    expect(sent()[0]?.stateMachineArn).toBe(machineArn);
  });

  it('keeps where the answer is wanted, but not who the request says started it', async () => {
    const request = { ...order.request, trigger: { by: 'mallory', replyTo: 'C1' } };
    await startRunbook(clients, { ...order, request });
    expect(JSON.parse(sent()[0]?.input ?? '')).toHaveProperty('trigger', { by: 'ann', from: 'cli', replyTo: 'C1' });
  });

  it('gives each execution a fresh name that Step Functions takes', async () => {
    const { name } = await startRunbook(clients, order);
    await startRunbook(clients, { ...order, trigger: { from: `odd door/${'x'.repeat(90)}` } });
    const names = sent().map((input) => input.name ?? '');
    expect(names[0]).toBe(name);
    expect(new Set(names).size).toBe(2);
    for (const each of names) expect(each).toMatch(/^[A-Za-z0-9-]{1,80}$/);
  });

  it('takes a name where a repeated delivery must be one run', async () => {
    await startRunbook(clients, { ...order, name: 'slack-1' });
    expect(sent()[0]?.name).toBe('slack-1');
  });

  it('starts nothing for a request that is not valid', async () => {
    await expect(startRunbook(clients, { ...order, request: { mode: 'NOPE' } })).rejects.toThrow(InvalidRequestError);
    await expect(startRunbook(clients, { ...order, request: 'text' })).rejects.toThrow(InvalidRequestError);
    await expect(startRunbook(clients, { ...order, runbook: 'nope' })).rejects.toThrow(UnknownRunbookError);
    expect(sent()).toEqual([]);
  });

  it('does not invent an execution that AWS did not name', async () => {
    sfn.on(StartExecutionCommand).resolves({});
    await expect(startRunbook(clients, order)).rejects.toThrow(ExecutionNotStartedError);
  });
});
