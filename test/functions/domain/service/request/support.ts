import { InvalidRequestError } from '../../../../../functions/domain/errors/request.ts';
import type { Runbook } from '../../../../../functions/domain/runbook.ts';
import { validateRequest } from '../../../../../functions/domain/validate-request.ts';

type Fields = Record<string, unknown>;

const spec = { version: '2.0' };

/** The least that a run needs; whether the spec is one is looked at later. */
export const minimal = { spec, environment: 'prestaging' };

/** A request as ValidateRequest gives it. */
export const request = (runbook: Runbook, fields: Fields): Fields => validateRequest(runbook, fields).request;

/** `field: what was expected` of every problem. */
export const problems = (runbook: Runbook, fields: Fields): string[] => {
  try {
    validateRequest(runbook, fields);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidRequestError)) throw error;
    return error.problems.map(({ field, expected }) => `${field}: ${expected}`);
  }
};
