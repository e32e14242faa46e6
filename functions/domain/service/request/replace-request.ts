import * as v from 'valibot';
import type { FieldProblem } from '../../errors/request.ts';
import { text } from '../../request-fields.ts';
import { foreignFields, listProblems, oneOf, overrideProblems, pollProblems } from './problems.ts';
import { allowExisting, desiredCount, onFailure, runFields, serviceName } from './run-fields.ts';
import { oldSpecFields, oldSpecForms, specFields, specForms } from './spec-fields.ts';

/** Less than for one run: a state holds the request and, made of it, the requests of both runs. */
const limitBytes = 40 * 1024;

/** The request of replace-service. */
export const replaceRequestSchema = v.strictObject({
  strategy: v.picklist(['recreate', 'parallel'], 'recreate or parallel'),
  ...specFields(limitBytes),
  ...oldSpecFields(limitBytes),
  ...runFields(),
  onFailure: onFailure(),
  desiredCount: v.optional(desiredCount()),
  activeService: v.optional(serviceName()),
  allowExisting: allowExisting(),
  specSource: v.optional(text(256)),
});

/** A valid request of replace-service with its defaults filled in. */
export type ReplaceRequest = v.InferOutput<typeof replaceRequestSchema>;

/** What the shape alone cannot say of a request for replace-service. */
export const replaceRequestProblems = (request: Record<string, unknown>): FieldProblem[] => [
  ...oneOf(request, specForms),
  ...oneOf(request, oldSpecForms, request['strategy'] === 'parallel'),
  ...listProblems(request),
  ...pollProblems(request),
  ...overrideProblems(request),
  ...foreignFields(request, {
    only: 'both runs are whole; start deploy-service or teardown-service for a step by itself',
    approvedPlan: 'there are two plans; start teardown-service and deploy-service for approved ones',
  }),
];
