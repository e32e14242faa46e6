import { describe, expect, it } from '@jest/globals';
import { saidIn } from '../../../cli/execution/said.ts';

describe('saidIn', () => {
  it.each([
    [
      'the reason of an answer',
      { Payload: { status: 'PENDING', reason: '0 of 1 tasks running' } },
      '0 of 1 tasks running',
    ],
    ['a plan, counted', { Payload: { actions: [{ action: 'create' }, { action: 'keep' }] } }, '1 to create, 1 to keep'],
    ['what a runbook says that was run', { ExecutionArn: 'a', Output: { summary: 'deployed' } }, 'deployed'],
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
