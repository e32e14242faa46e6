import { runbooks } from '../../statemachines/index.ts';
import { InvalidRequestError, UnknownRunbookError } from '../domain/errors/request.ts';
import type { Runbook } from '../domain/runbook.ts';
import { validateRequest } from '../domain/validate-request.ts';

/**
 * Finds a runbook by its name.
 *
 * @throws UnknownRunbookError that lists the names there are
 */
export const findRunbook = (name: string): Runbook => {
  const runbook = runbooks.find((candidate) => candidate.name === name);
  if (!runbook)
    throw new UnknownRunbookError(
      name,
      runbooks.map((known) => known.name),
    );
  return runbook;
};

/** `mysql.port` = `3306` into nested objects. */
const setField = (target: Record<string, unknown>, path: string[], value: unknown): void => {
  const [head, ...rest] = path as [string, ...string[]];
  if (rest.length === 0) {
    target[head] = value;
    return;
  }
  const inner = target[head];
  const next = typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : {};
  target[head] = next;
  setField(next, rest, value);
};

/** JSON where it reads as an array, object, boolean or null; otherwise the text itself: ids may look like numbers. */
const fieldValue = (text: string): unknown => {
  if (!/^([[{].*|true|false|null)$/s.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const forbidden = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Reads `field=value` words, as people type them on a command line and in chat. Dots reach into objects
 * (`network.subnets=["subnet-1"]`); a value that is JSON is taken as JSON.
 *
 * @throws InvalidRequestError that names every word without a field
 */
export const parseFields = (runbook: string, words: string[]): Record<string, unknown> => {
  const problems = words
    .filter(
      (word) =>
        !/^[A-Za-z][\w.]*=/.test(word) ||
        word
          .split('=')[0]
          ?.split('.')
          .some((part) => forbidden.has(part)),
    )
    .map((word) => ({ field: word.split('=')[0]?.slice(0, 40) || 'request', expected: 'not of the form field=value' }));
  if (problems.length > 0) throw new InvalidRequestError(runbook, problems);
  const request: Record<string, unknown> = {};
  for (const word of words) {
    const at = word.indexOf('=');
    setField(request, word.slice(0, at).split('.'), fieldValue(word.slice(at + 1)));
  }
  return request;
};

/**
 * Checks a request before an execution is started for it, by the rules ValidateRequest applies again inside.
 *
 * @throws InvalidRequestError, UnknownRunbookError
 */
export const parseRequest = (name: string, request: unknown): Record<string, unknown> => {
  validateRequest(findRunbook(name), request);
  return request as Record<string, unknown>;
};
