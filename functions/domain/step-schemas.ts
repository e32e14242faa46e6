import * as v from 'valibot';

/** Schemas of what several steps find in the state. */

export const executionSchema = v.object({ id: v.string(), name: v.string(), startedAt: v.string() });

export const triggerSchema = v.object({
  by: v.optional(v.string()),
  from: v.optional(v.string()),
  replyTo: v.optional(v.string()),
});

export const findingSchema = v.object({
  check: v.string(),
  status: v.picklist(['PASS', 'WARN', 'FAIL']),
  detail: v.string(),
  remedy: v.optional(v.string()),
});
