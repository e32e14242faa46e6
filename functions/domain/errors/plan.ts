import { RunbookError } from './runbook-error.ts';

/** Hashes are told apart by their beginning; the whole of the new one is given to be pasted. */
const beginning = (hash: string): string => hash.slice(0, 12);

/** What a run would do is not what `approvedPlan` names. Nothing has been changed. */
export class PlanChangedError extends RunbookError {
  override readonly name = 'PlanChangedError';

  /**
   * @param plan.approved hash in the request
   * @param plan.now hash of what the run would do
   * @param plan.wouldDo what that is, in words; a hash cannot say what it once stood for
   */
  constructor({ approved, now, wouldDo }: { approved: string; now: string; wouldDo: readonly string[] }) {
    const shown = wouldDo.slice(0, 20);
    const more = wouldDo.length > shown.length ? `, and ${wouldDo.length - shown.length} more` : '';
    super(
      `the plan is not the approved one (${beginning(approved)}…), nothing was changed; ` +
        `this run would ${shown.length > 0 ? `${shown.join(', ')}${more}` : 'do nothing'}; ` +
        `look at it with dryRun=true and start again with approvedPlan=${now}`,
    );
  }
}

/**
 * Between the plan of an approved run and its step somebody has changed what the step is about: what it would do now is not what was
 * approved. The step has changed nothing; earlier ones may have. It goes by the name of PlanChangedError, as it is one.
 */
export class ChangedSinceApprovalError extends RunbookError {
  override readonly name = 'PlanChangedError';

  /** @param wouldDo what the step would do that is not in the approved plan, in words */
  constructor(wouldDo: readonly string[]) {
    super(
      `somebody has changed things since the approved plan was made: this run would now ${wouldDo.slice(0, 20).join(', ')} ` +
        'in another way than was approved; look at the new plan with dryRun=true and approve that',
    );
  }
}

/** A plan does not fit into a state. Nothing has been changed. */
export class PlanTooLargeError extends RunbookError {
  override readonly name = 'PlanTooLargeError';

  constructor({ sizeBytes, limitBytes }: { sizeBytes: number; limitBytes: number }) {
    super(
      `the plan has ${sizeBytes} bytes and a state takes ${limitBytes}; nothing was changed; ` +
        'run the steps one after another with only=<step>, each of which has a plan of its own',
    );
  }
}
