import { describe, expect, it } from '@jest/globals';
import { PreconditionsNotMetError } from '../../../../../functions/domain/errors/preconditions.ts';
import {
  fail,
  judge,
  pass,
  preconditionsOf,
  problemFindings,
  warn,
} from '../../../../../functions/domain/service/preconditions/findings.ts';
import { found, missing, unseen } from '../../../../../functions/domain/service/preconditions/looked.ts';
import { aspectsOf, includesPlanProblems } from '../../../../../functions/domain/service/preconditions/needs.ts';

const absent = { detail: 'is not there', remedy: 'make it' };

describe('judge', () => {
  it('judges what was found, what is missing, and what may not be looked at', () => {
    expect(judge('x', found(1), absent, (fact) => pass('x', `is ${fact}`))).toEqual([pass('x', 'is 1')]);
    expect(judge('x', missing, absent, () => [])).toEqual([fail('x', 'is not there', 'make it')]);
    expect(judge('x', unseen('no'), absent, () => [])).toEqual([warn('x', 'not looked at: no')]);
  });
});

describe('preconditionsOf', () => {
  it('are met with nothing worse than a WARN, the worst first and each once', () => {
    const findings = [pass('a', 'fine'), warn('b', 'odd'), pass('a', 'fine')];
    expect(preconditionsOf(findings)).toEqual({ status: 'MET', findings: [warn('b', 'odd'), pass('a', 'fine')] });
  });

  it('are not met with a FAIL', () => {
    expect(preconditionsOf([pass('a', 'fine'), fail('b', 'wrong', 'right it')]).status).toBe('UNMET');
  });

  it('fit into a state, what fails before what does not', () => {
    const many = Array.from({ length: 400 }, (_, number) => pass(`check ${number}`, 'x'.repeat(5_000)));
    const { status, findings } = preconditionsOf([...many, fail('b', 'wrong', 'y'.repeat(5_000))]);
    expect(status).toBe('UNMET');
    expect(findings[0]).toMatchObject({ check: 'b', remedy: expect.stringMatching(/^y{999}…$/) });
    expect(JSON.stringify(findings).length).toBeLessThan(26_000);
    expect(findings.at(-1)).toEqual({
      check: 'other checks',
      status: 'PASS',
      detail: expect.stringMatching(/^\d+ more$/),
    });
  });
});

describe('problemFindings', () => {
  it('makes failures of what planners object to', () => {
    expect(problemFindings([{ check: 'a', detail: 'b', remedy: 'c' }])).toEqual([fail('a', 'b', 'c')]);
  });
});

describe('PreconditionsNotMetError', () => {
  it('names all that failed, sorted, and nothing else', () => {
    const error = new PreconditionsNotMetError([
      fail('secret b', 'is gone', 'make it'),
      warn('role', 'is odd'),
      { check: 'cluster a', status: 'FAIL', detail: 'is not there' },
    ]);
    expect(error.name).toBe('PreconditionsNotMetError');
    expect(error.message).toBe(
      'the service cannot be deployed as it is specified: cluster a: is not there; secret b: is gone (make it)',
    );
  });

  it('says how many it has no room for', () => {
    const many = Array.from({ length: 50 }, (_, number) => fail(`c${number}`, 'x'.repeat(990), 'y'));
    const { message } = new PreconditionsNotMetError(many);
    expect(message.length).toBeLessThan(16_200);
    expect(message).toMatch(/; and 35 more: start the runbook with dryRun to see them all$/);
  });
});

describe('what is checked', () => {
  it.each([
    [undefined, 7],
    ['validate', 7],
    ['register-task-definition', 1],
    ['create-target-groups', 1],
    ['update-listeners', 1],
    ['create-service', 5],
    ['register-scalable-target', 1],
    ['verify', 0],
  ] as const)('for only=%s is %i groups', (only, count) => {
    expect(aspectsOf(only).size).toBe(count);
  });

  it('includes what planners say, except before a plan that says it', () => {
    expect(includesPlanProblems({ dryRun: false })).toBe(true);
    expect(includesPlanProblems({ dryRun: true, only: 'validate' })).toBe(true);
    expect(includesPlanProblems({ dryRun: true })).toBe(false);
  });
});
