import * as v from 'valibot';
import { integer, text } from '../../request-fields.ts';

/** Seconds between two looks where a request does not say. */
export const defaultPollSeconds = 10;
/** Limit of a wait where a request does not say. */
export const defaultTimeoutMinutes = 15;
/** A loop costs about 11 of an execution's 25,000 events, and there are several loops. */
export const mostPolls = 1_440;

/** It becomes a tag, whose characters AWS limits. */
const environment = () =>
  v.pipe(
    text(100),
    v.regex(/^[\p{L}\p{N}\p{Zs}+\-=._:/@]+$/u, 'text of 1 to 100 letters, digits, spaces and + - = . _ : / @'),
  );

const executionArn = (expected: string) =>
  v.pipe(text(2_048), v.regex(/^arn:[^:\s]+:states:[^:\s]+:\d{12}:execution:[^:\s]+:[^:\s]+$/, expected));

/** A count of tasks, or how to find it. */
export const desiredCount = () =>
  v.union([integer(0, 999_999_999), v.picklist(['auto', 'match'])], 'a whole number of 0 or more, or auto, or match');

/** How a run goes about its work, whatever it does. */
export const runFields = () => ({
  environment: environment(),
  ...waitFields(),
});

/** The same of a run that may not need an environment. */
export const waitFields = () => ({
  dryRun: v.optional(v.boolean('true or false'), false),
  pollSeconds: v.optional(integer(1, 300), defaultPollSeconds),
  timeoutMinutes: v.optional(integer(1, 240), defaultTimeoutMinutes),
  breakLock: v.optional(executionArn('the ARN of the execution whose lock is to be broken, as the error names it')),
  lockedBy: v.optional(executionArn('the ARN of the execution that holds the lock; replace-service sets it')),
});

/** Fields of which a run that undoes its changes has a choice. */
export const onFailure = () => v.optional(v.picklist(['rollback', 'keep'], 'rollback or keep'), 'rollback');

export const approvedPlan = () =>
  v.optional(v.pipe(text(64), v.regex(/^[0-9a-f]{64}$/, "the 64 hexadecimal digits of a dry run's plan hash")));

export const allowExisting = () => v.optional(v.boolean('true or false'));

/** Name of a service in the same cluster. */
export const serviceName = () => {
  const expected = 'name of a service: 1 to 255 letters, digits, hyphens and underscores';
  return v.pipe(text(255), v.regex(/^[\w-]+$/, expected));
};
