import { describe, expect, it } from '@jest/globals';
import pc from 'picocolors';
import { InterruptedError, UsageError } from '../../../cli/errors.ts';
import { errorDocument, errorLines, exitCodeOfError } from '../../../cli/render/errors.ts';
import { InvalidRequestError, UnknownRunbookError } from '../../../functions/domain/errors/request.ts';

const colors = pc.createColors(false);
const invalid = new InvalidRequestError('autodiag', [
  { field: 'port', expected: 'a whole number' },
  { field: 'cluster', expected: 'required' },
]);

describe('errorLines', () => {
  it('gives each bad field its line and says where the fields are described', () => {
    expect(errorLines(invalid, colors)).toEqual([
      'error: the autodiag request is not valid',
      '  port     a whole number',
      '  cluster  required',
      'see: runbook describe autodiag',
    ]);
  });

  it('names the errors of AWS, and what to do about those that are known', () => {
    const expired = Object.assign(new Error('The security token is expired'), { name: 'ExpiredTokenException' });
    expect(errorLines(expired, colors)).toEqual([
      'error: ExpiredTokenException: The security token is expired',
      'the AWS credentials have expired: sign in again',
    ]);
  });

  it('cannot be driven by what an error says', () => {
    expect(errorLines(new Error('a\u001b[2J\rb'), colors)).toEqual(['error: a\\u{d}b']);
  });

  it('takes anything that was thrown', () => {
    expect(errorLines('text', colors)).toEqual(['error: text']);
  });
});

describe('errorDocument', () => {
  it('holds the problems of a request', () => {
    expect(errorDocument(invalid)).toEqual({
      error: 'InvalidRequestError',
      message: invalid.message,
      problems: invalid.problems,
    });
  });
});

describe('exitCodeOfError', () => {
  it.each([
    [invalid, 2],
    [new UnknownRunbookError('x', []), 2],
    [new UsageError('x'), 2],
    [new Error('x'), 1],
    [new InterruptedError('SIGINT'), 130],
    [new InterruptedError('SIGTERM'), 143],
    [new InterruptedError('SIGHUP'), 129],
    [new InterruptedError('EPIPE'), 0],
  ])('of %s is %i', (error, code) => {
    expect(exitCodeOfError(error)).toBe(code);
  });
});
