import { describe, expect, it } from '@jest/globals';
import { saidIn } from '../../../cli/execution/said.ts';

const look = {
  ...{ status: 'DECIDED', looks: 2, confirmed: 1, reconnected: 0, gone: 0, offline: 0, flapping: 0 },
  ...{ followedByOthers: 0, flaps: 0, affected: 1, lookedAt: '2026-11-21T05:52:00.000Z', waitSeconds: 30 },
};
const recovery = {
  ...{ status: 'NEWS', remaining: 1, reconnected: 2, gone: 0, isReminderDue: false, isOverdue: false },
  ...{ lookedAt: '2026-11-21T05:52:00.000Z', waitSeconds: 30 },
};
const acted = { held: null, started: 0, done: 1, failed: 0, skipped: 2 };

describe('saidIn', () => {
  it.each([
    [
      'the reason of an answer',
      { Payload: { status: 'PENDING', reason: '0 of 1 tasks running' } },
      '0 of 1 tasks running',
    ],
    ['a plan, counted', { Payload: { actions: [{ action: 'create' }, { action: 'keep' }] } }, '1 to create, 1 to keep'],
    ['what a runbook says that was run', { ExecutionArn: 'a', Output: { summary: 'deployed' } }, 'deployed'],
    ['what a look at agents counted', { Payload: look }, 'look 2: 1 confirmed'],
    ['how many agents are back', { Payload: recovery }, '1 still disconnected, 2 back'],
    ['how many are gone', { Payload: { ...recovery, gone: 3 } }, '1 still disconnected, 2 back, 3 gone'],
    ['what was done about agents', { Payload: acted }, '1 done, 0 failed, 2 skipped'],
    [
      'why nothing was done',
      { Payload: { ...acted, held: 'STORM', done: 0, skipped: 0 } },
      'STORM: 0 done, 0 failed, 0 skipped',
    ],
    ['nothing where there is no reason', { Payload: { reason: null } }, undefined],
    ['nothing of other answers', { Payload: { actions: [{ kind: 'x' }] } }, undefined],
    ['nothing of an answer that is no object', { Payload: 'text' }, undefined],
  ])('is %s', (_, output, said) => {
    expect(saidIn(JSON.stringify(output))).toBe(said);
  });

  it('is nothing of an output that was cut or left out', () => {
    expect(saidIn('{"Payload":{"rea')).toBeUndefined();
    expect(saidIn(undefined)).toBeUndefined();
  });
});
