import { describe, expect, it } from '@jest/globals';
import { failureOf } from '../../../../functions/domain/report/failure.ts';

const failed = (more: object = {}, name = 'CreateService') => ({
  failure: { [name]: { Error: 'ClientException', Cause: JSON.stringify({ errorMessage: 'no such role' }) } },
  ...more,
});
const progress = { status: 'DONE', undone: [], left: [], stands: [] };
const causeOf = (state: object) => failureOf(state).cause;

describe('the cause of a failure says', () => {
  it.each<[string, object, string]>([
    ['nothing of undoing where there was none', failed(), 'no such role'],
    ['that nothing had been changed', failed({ undone: progress }), 'no such role; nothing had been changed'],
    [
      'what was undone',
      failed({ undone: { ...progress, undone: ['deleted a', 'restored b'] } }),
      'no such role; undone: deleted a, restored b',
    ],
    [
      'what could not be undone, and how to',
      failed({
        undone: {
          ...progress,
          undone: ['deleted a'],
          left: [
            { what: 'delete b', reason: 'AccessDenied: no', command: 'aws x' },
            { what: 'delete c', reason: 'in use', command: null },
          ],
        },
      }),
      'no such role; undone: deleted a; NOT undone: delete b (AccessDenied: no): aws x; delete c (in use)',
    ],
    [
      'what stands on purpose',
      failed({ undone: { ...progress, stands: ['created a'] } }),
      'no such role; nothing was undone, as onFailure=keep says; this may stand: created a',
    ],
    [
      'that undoing did not end',
      failed({ undone: { ...progress, status: 'PENDING' } }),
      'no such role; undoing did not come to its end',
    ],
  ])('%s', (_what, state, cause) => {
    expect(causeOf(state)).toBe(cause);
  });

  it('that undoing failed as well, at once or later', () => {
    const failure = { ...failed().failure, UndoChanges: { Error: 'AccessDenied' } };
    expect(causeOf({ failure })).toContain('undoing it failed as well');
    expect(causeOf({ failure, undone: { ...progress, undone: ['deleted a'] } })).toMatch(
      /undone: deleted a; undoing then failed, so that more may still stand$/,
    );
  });

  it('no more than RunbookFailed can carry', () => {
    const undone = Array.from({ length: 5_000 }, () => 'deleted something');
    expect(causeOf(failed({ undone: { ...progress, undone } })).length).toBeLessThan(24_100);
  });
});

describe('the failure of a run that another waited for', () => {
  const child = { ExecutionArn: 'arn:child', Status: 'FAILED', Error: 'ServiceNotStableError', Cause: 'no image' };
  const waiting = (cause: object, name: string, more: object = {}) => ({
    failure: { [name]: { Error: 'States.TaskFailed', Cause: JSON.stringify(cause) } },
    replacement: { strategy: 'parallel' },
    ...more,
  });

  it('is named as its own', () => {
    expect(failureOf(waiting(child, 'DeployService'))).toEqual({
      error: 'ServiceNotStableError',
      cause: 'no image (execution arn:child ended FAILED); the old service was left as it is',
      state: 'DeployService',
    });
  });

  it('has no name of its own where it was stopped', () => {
    expect(failureOf(waiting({ ExecutionArn: 'arn:child', Status: 'ABORTED' }, 'DeployService'))).toMatchObject({
      error: 'States.TaskFailed',
      cause: expect.stringMatching(/^\(execution arn:child ended ABORTED\)/),
    });
  });

  it('says that nothing runs where the old service was torn down before', () => {
    expect(causeOf(waiting(child, 'DeployService', { teardown: {} }))).toContain('nothing runs now');
  });

  it('says how to take the old service down where the new one runs', () => {
    expect(causeOf(waiting(child, 'TeardownService', { deployment: {} }))).toContain(
      'the new service runs and is verified',
    );
  });

  it('keeps the last line of a log apart from what became of the run', () => {
    const lost = { ...child, Cause: 'last lines:\nfatal: no database' };
    expect(causeOf(waiting(lost, 'DeployService'))).toMatch(
      /\nfatal: no database.*\nthe old service was left as it is$/,
    );
  });

  it('says no more where the teardown came first', () => {
    expect(causeOf(waiting(child, 'TeardownService'))).toBe('no image (execution arn:child ended FAILED)');
  });
});
