import * as v from 'valibot';
import type { FieldProblem } from '../../errors/request.ts';
import { onlyTeardownStep } from './only.ts';
import { foreignFields, listProblems, oneOf, overrideProblems, pollProblems } from './problems.ts';
import { allowExisting, approvedPlan, runFields } from './run-fields.ts';
import { specFields, specForms } from './spec-fields.ts';

/** The request of teardown-service. */
export const teardownRequestSchema = v.strictObject({
  ...specFields(),
  ...runFields(),
  onFailure: v.optional(
    v.picklist(['keep'], 'keep, or left out: what is deleted cannot be put back; start it again and it goes on'),
    'keep',
  ),
  allowExisting: allowExisting(),
  only: onlyTeardownStep(),
  approvedPlan: approvedPlan(),
});

/** What the shape alone cannot say of a request for teardown-service. */
export const teardownRequestProblems = (request: Record<string, unknown>): FieldProblem[] => [
  ...oneOf(request, specForms),
  ...listProblems(request),
  ...pollProblems(request),
  ...overrideProblems(request),
  ...foreignFields(request, {
    desiredCount: 'a teardown scales to 0',
    activeService: 'a teardown scales to 0',
    specSource: 'it is kept with what deploy-service registers',
    strategy: 'it belongs to replace-service',
  }),
];
