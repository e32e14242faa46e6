import * as v from 'valibot';
import type { FieldProblem } from '../../errors/request.ts';
import { text } from '../../request-fields.ts';
import { onlyDeployStep } from './only.ts';
import { foreignFields, listProblems, oneOf, overrideProblems, pollProblems } from './problems.ts';
import { allowExisting, approvedPlan, desiredCount, onFailure, runFields, serviceName } from './run-fields.ts';
import { specFields, specForms } from './spec-fields.ts';

/** The request of deploy-service. */
export const deployRequestSchema = v.strictObject({
  ...specFields(),
  ...runFields(),
  onFailure: onFailure(),
  desiredCount: v.optional(desiredCount()),
  activeService: v.optional(serviceName()),
  allowExisting: allowExisting(),
  only: onlyDeployStep(),
  approvedPlan: approvedPlan(),
  specSource: v.optional(text(256)),
  afterTeardown: v.optional(v.boolean('true or false')),
});

/** What the shape alone cannot say of a request for deploy-service. */
export const deployRequestProblems = (request: Record<string, unknown>): FieldProblem[] => [
  ...oneOf(request, specForms),
  ...listProblems(request),
  ...pollProblems(request),
  ...overrideProblems(request),
  ...(request['afterTeardown'] === true && request['dryRun'] !== true
    ? [{ field: 'afterTeardown', expected: 'left out unless dryRun is true: a real run looks at what is there' }]
    : []),
  ...foreignFields(request, { strategy: 'it belongs to replace-service', moveBounds: 'it belongs to scale-service' }),
];
