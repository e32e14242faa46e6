import * as v from 'valibot';
import { actedSchema, recoverySchema, verificationSchema } from '../../functions/domain/agent/run-state.ts';
import { countedActions } from '../../functions/domain/service/report/run-report.ts';

const action = v.picklist(['create', 'change', 'keep', 'delete', 'leave']);
const payload = v.looseObject({
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

/** What a look at agents counted, or what was done about them. */
const saidOfAgents = (given: unknown): string | undefined => {
  const look = v.safeParse(verificationSchema, given);
  if (look.success) return `look ${look.output.looks}: ${look.output.confirmed} confirmed`;
  const recovery = v.safeParse(recoverySchema, given);
  if (recovery.success) {
    const { remaining, reconnected, gone } = recovery.output;
    return `${remaining} still disconnected, ${reconnected} back${gone > 0 ? `, ${gone} gone` : ''}`;
  }
  const acted = v.safeParse(actedSchema, given);
  if (!acted.success) return undefined;
  const { held, done, failed, skipped } = acted.output;
  return `${held === null ? '' : `${held}: `}${done} done, ${failed} failed, ${skipped} skipped`;
};

/**
 * What a Task has found, in words: the reason it gives for its answer, its plan counted, what a look at agents counted, or
 * the summary of the runbook that it ran.
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
  return planned.success ? countedActions(planned.output, false) : saidOfAgents(Payload);
};
