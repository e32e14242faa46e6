import type { HistoryEventType } from '@aws-sdk/client-sfn';
import pLimit from 'p-limit';
import { EndedError } from '../errors.ts';
import type { Json } from '../json.ts';
import { Scope } from '../scope.ts';

/** A line of states inside a Parallel or Map state; the callbacks record its own start and end. */
export interface Branch {
  run(scope: Scope): Promise<Json>;
  scope: Scope;
  onStart?: () => void;
  onSuccess?: () => void;
  onFailure?: () => void;
  onAbort?: () => void;
}

/** Kinds of state whose end by a sibling's failure the history tells. */
const abortedEvents: Record<string, HistoryEventType> = {
  Task: 'TaskStateAborted',
  Wait: 'WaitStateAborted',
  Parallel: 'ParallelStateAborted',
  Map: 'MapStateAborted',
};

/**
 * Runs branches side by side, at most `concurrency` at once; the first that fails ends the others. The parent's
 * newest event becomes that of the branch which ended last.
 *
 * @param makeBranches each is given the signal that ends its branch early
 */
export const runBranches = async (
  parent: Scope,
  makeBranches: ((signal: AbortSignal) => Branch)[],
  concurrency: number,
): Promise<Json[]> => {
  const siblings = new AbortController();
  const endSiblings = () => siblings.abort(new EndedError('this branch was ended from outside'));
  parent.signal.addEventListener('abort', endSiblings, { once: true });
  const limit = pLimit(concurrency);
  const unfinished = new Set<Branch>();
  const runOne = async (branch: Branch): Promise<Json> => {
    if (siblings.signal.aborted) throw new EndedError('a sibling failed');
    unfinished.add(branch);
    branch.onStart?.();
    try {
      const output = await branch.run(branch.scope);
      branch.onSuccess?.();
      return output;
    } catch (error) {
      if (!siblings.signal.aborted) branch.onFailure?.();
      throw error;
    } finally {
      if (!siblings.signal.aborted) {
        unfinished.delete(branch);
        parent.lastEventId = branch.scope.lastEventId;
      }
    }
  };
  try {
    const branches = makeBranches.map((make) => make(siblings.signal));
    return await Promise.all(branches.map((branch) => limit(() => firstFailure(runOne(branch), endSiblings))));
  } catch (error) {
    endSiblings();
    if (!parent.signal.aborted) recordAborted(parent, unfinished);
    throw error;
  } finally {
    limit.clearQueue();
    parent.signal.removeEventListener('abort', endSiblings);
  }
};

/** Ends the siblings in the very turn in which a branch fails, so that none of them gets any further. */
const firstFailure = async (work: Promise<Json>, endSiblings: () => void): Promise<Json> => {
  try {
    return await work;
  } catch (error) {
    endSiblings();
    throw error;
  }
};

const recordAborted = (parent: Scope, unfinished: Set<Branch>): void => {
  const failedEventId = parent.lastEventId;
  for (const { scope, onAbort } of unfinished) {
    const type = scope.current && abortedEvents[scope.current.type];
    if (type) parent.run.record(type, failedEventId);
    onAbort?.();
  }
};

/** A branch's scope; its first event follows the parent's newest. */
export const branchScope = (parent: Scope, signal: AbortSignal, map = parent.map): Scope =>
  new Scope(parent.run, signal, parent.lastEventId, map);
