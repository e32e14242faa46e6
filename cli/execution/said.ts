import * as v from 'valibot';
import { countedActions } from '../../functions/domain/service/report/run-report.ts';

const action = v.picklist(['create', 'change', 'keep', 'delete', 'leave']);
const payload = v.object({
  reason: v.optional(v.unknown()),
  actions: v.optional(v.unknown()),
});
/** What a function returned, or what an execution did that a state waited for. */
const output = v.object({
  Payload: v.optional(payload),
  Output: v.optional(v.object({ summary: v.string() })),
});
const actions = v.array(v.object({ action }));

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // Step Functions cuts outputs in histories.
    return undefined;
  }
};

/**
 * What a Task has found, in words: the reason it gives for its answer, its plan counted, or the summary of the runbook that
 * it ran.
 *
 * @param text the output of a TaskSucceeded event
 * @returns undefined where it says nothing of the kind
 */
export const saidIn = (text: string | undefined): string | undefined => {
  const task = v.safeParse(output, parsed(text ?? ''));
  if (!task.success) return undefined;
  const { Payload, Output } = task.output;
  if (Output) return Output.summary;
  if (typeof Payload?.reason === 'string') return Payload.reason;
  const planned = v.safeParse(actions, Payload?.actions);
  return planned.success ? countedActions(planned.output, false) : undefined;
};
