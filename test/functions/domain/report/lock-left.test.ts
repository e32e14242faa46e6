import { describe, expect, it } from '@jest/globals';
import { failureOf } from '../../../../functions/domain/report/failure.ts';
import { lockLeftFindings } from '../../../../functions/domain/report/lock-left.ts';

const caught = (name: string, errorMessage: string) => ({ Error: name, Cause: JSON.stringify({ errorMessage }) });

describe('a lock that was not released', () => {
  it('is told beside the error of a run that failed', () => {
    const failure = {
      CreateService: caught('ClientException', 'no such role'),
      UnlockService: caught('AccessDenied', 'not you'),
    };
    expect(failureOf({ failure })).toMatchObject({
      error: 'ClientException',
      cause:
        'no such role; the lock was not released (AccessDenied: not you); ' +
        'nothing to do: the next run takes over the lock of a run that has ended',
    });
  });

  it('is no matter where it was released', () => {
    expect(lockLeftFindings({})).toEqual([]);
    expect(failureOf({ failure: { CreateService: caught('E', 'why') } }).cause).toBe('why');
  });
});
