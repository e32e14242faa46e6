import * as v from 'valibot';
import type { ExecutionRef, Trigger } from '../domain/runbook.ts';
import { validateRequest as validate } from '../domain/validate-request.ts';
import { lambdaStep } from '../runtime/lambda-step.ts';
import { findRunbook } from './parse-request.ts';

interface ValidatedState {
  request: Record<string, unknown>;
  trigger: Trigger;
  /** Kept because steps derive names and tokens from it that make a repeated call harmless. */
  execution: ExecutionRef;
}

const schema = v.object({
  runbook: v.string(),
  input: v.unknown(),
  execution: v.object({ id: v.string(), name: v.string(), startedAt: v.string() }),
});

/**
 * First state of every machine: checks the execution's input, fills defaults in and replaces the whole input with
 * `{ request, trigger, execution }`. Touches nothing outside.
 *
 * @throws InvalidRequestError that names every bad field at once
 */
export const validateRequest =
  () =>
  ({ runbook, input, execution }: v.InferOutput<typeof schema>): ValidatedState => ({
    ...validate(findRunbook(runbook), input),
    execution,
  });

/** The spec of a request with all that may stand beside it. */
const outputLimitBytes = 120 * 1024;

export const handler = lambdaStep(validateRequest, { input: schema, clients: {}, outputLimitBytes });
