import type { Finding } from '../../../layers/shared/finding.ts';
import { causeInWords } from './cause-in-words.ts';

/** What Catches left in the state, by state. */
type Failures = Record<string, unknown>;

const remedy = 'nothing to do: the next run takes over the lock of a run that has ended';

const reasonOf = (failure: Failures): string | undefined => {
  const caught = failure['UnlockService'] as { Error?: string; Cause?: string } | undefined;
  return caught && `${caught.Error}: ${causeInWords(caught.Cause ?? '')}`;
};

/** Findings of a run that did its work and could not release its lock; none where it could. */
export const lockLeftFindings = (failure: Failures): Finding[] => {
  const reason = reasonOf(failure);
  return reason === undefined
    ? []
    : [{ check: 'lock', status: 'WARN', detail: `the lock was not released (${reason})`, remedy }];
};

/** The same of a run that failed, in sentences. */
export const lockLeftInWords = (failure: Failures): string[] => {
  const reason = reasonOf(failure);
  return reason === undefined ? [] : [`the lock was not released (${reason}); ${remedy}`];
};
