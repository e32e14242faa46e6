import { describe, expect, it } from '@jest/globals';
import { agentDisconnectMeanings, agentDisconnectRequestSchema } from '../../../../functions/domain/agent/request.ts';
import { validateRequest } from '../../../../functions/domain/validate-request.ts';
import { agentDisconnect } from '../../../../statemachines/agent-disconnect/runbook.ts';

const validate = (fields: object) => validateRequest(agentDisconnect, { cluster: 'prod', ...fields }).request;

const filled = {
  cluster: 'prod',
  graceSeconds: 60,
  confirmations: 2,
  confirmationSeconds: 30,
  reminderMinutes: 60,
  limitHours: 24,
  offlineExternal: 'report',
  actions: [],
  maxActionsPerHour: 5,
  dryRun: false,
};

describe('the request of agent-disconnect', () => {
  it('needs a cluster and fills the rest in', () => {
    expect(validate({})).toEqual(filled);
    expect(() => validateRequest(agentDisconnect, {})).toThrow('cluster: required: text of 1 to 512 characters');
  });

  it('says what each field means', () => {
    expect(Object.keys(agentDisconnectMeanings)).toEqual(Object.keys(agentDisconnectRequestSchema.entries));
  });

  it('takes the texts that command lines and stack parameters give', () => {
    const numbers = { graceSeconds: '0', confirmations: '5', confirmationSeconds: '5', maxActionsPerHour: '1000' };
    const others = { reminderMinutes: '0', limitHours: '72', actions: 'none', window: '2026-11-21T05:50:00Z' };
    expect(validate({ ...numbers, ...others })).toEqual({
      ...filled,
      graceSeconds: 0,
      confirmations: 5,
      confirmationSeconds: 5,
      maxActionsPerHour: 1_000,
      reminderMinutes: 0,
      limitHours: 72,
      window: '2026-11-21T05:50:00Z',
    });
  });

  it.each([
    [[], []],
    [['drain'], ['drain']],
    [
      ['restart-agent', 'drain', 'drain'],
      ['restart-agent', 'drain'],
    ],
    ['', []],
    ['none', []],
    [' restart-agent , drain', ['restart-agent', 'drain']],
  ])('reads the actions %j as %j', (given, actions) => {
    expect(validate({ actions: given })).toMatchObject({ actions });
  });

  it.each([
    [{ actions: 'reboot' }, 'actions: any of drain, restart-agent: a list, or words by comma'],
    [{ actions: 7 }, 'actions: any of drain, restart-agent: a list, or words by comma'],
    [{ graceSeconds: 901 }, 'graceSeconds: a whole number from 0 to 900'],
    [{ graceSeconds: '1.5' }, 'graceSeconds: a whole number from 0 to 900'],
    [{ confirmations: 0 }, 'confirmations: a whole number from 1 to 5'],
    [{ confirmationSeconds: 4 }, 'confirmationSeconds: a whole number from 5 to 300'],
    [{ reminderMinutes: -1 }, 'reminderMinutes: a whole number from 0 to 1440'],
    [{ limitHours: 73 }, 'limitHours: a whole number from 1 to 72'],
    [{ maxActionsPerHour: 0 }, 'maxActionsPerHour: a whole number from 1 to 1000'],
    [{ offlineExternal: 'ignore' }, 'offlineExternal: report or alert'],
    [{ follow: 'yes' }, 'follow: true or false'],
    [{ dryRun: 'yes' }, 'dryRun: true or false'],
    [
      { window: '2026-11-21T05:50:07Z' },
      'window: the beginning of a window, such as 2026-11-21T05:50:00Z; the rule sets it, leave it out by hand',
    ],
    [{ window: '2026-13-01T25:00:00Z' }, 'window: the beginning of a window, such as 2026-11-21T05:50:00Z; '],
    [{ grace: 60 }, 'grace: not a field of this request'],
  ])('refuses %j: %s', (fields, message) => {
    expect(() => validate(fields)).toThrow(message);
  });
});
