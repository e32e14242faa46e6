import * as v from 'valibot';
import type { FieldProblem } from '../../errors/request.ts';
import { clusterRef } from '../spec-fields.ts';
import { foreignFields, listProblems, oneOf, overrideProblems, pollProblems } from './problems.ts';
import { approvedPlan, desiredCount, onFailure, runFields, serviceName, waitFields } from './run-fields.ts';
import { specFields, specForms } from './spec-fields.ts';

/** The request of scale-service: a spec with an environment, or a cluster and a service. */
export const scaleRequestSchema = v.strictObject({
  ...specFields(),
  cluster: v.optional(clusterRef()),
  service: v.optional(serviceName()),
  environment: v.optional(runFields().environment),
  ...waitFields(),
  onFailure: onFailure(),
  desiredCount: v.optional(desiredCount()),
  activeService: v.optional(serviceName()),
  moveBounds: v.optional(v.boolean('true or false'), false),
  approvedPlan: approvedPlan(),
});

const ofSpecs = ['environment', 'contexts', 'variables', 'serviceOverrides'];

const byName = (request: Record<string, unknown>): FieldProblem[] => {
  const required = ['cluster', 'service', 'desiredCount'].filter((field) => request[field] === undefined);
  const foreign = [...specForms, ...ofSpecs].filter((field) => request[field] !== undefined);
  return [
    ...required.map((field) => ({
      field,
      expected: 'required where no spec is given: cluster, service, desiredCount',
    })),
    ...foreign.map((field) => ({ field, expected: 'left out: cluster and service are given instead of a spec' })),
  ];
};

const bySpec = (request: Record<string, unknown>): FieldProblem[] => [
  ...oneOf(request, specForms),
  ...(request['environment'] === undefined
    ? [{ field: 'environment', expected: 'required with a spec: one of its environments' }]
    : []),
];

/** What the shape alone cannot say of a request for scale-service. */
export const scaleRequestProblems = (request: Record<string, unknown>): FieldProblem[] => {
  const isByName = request['cluster'] !== undefined || request['service'] !== undefined;
  const hasNeither = !isByName && specForms.every((field) => request[field] === undefined);
  return [
    ...(hasNeither
      ? [{ field: 'cluster', expected: 'required: cluster and service, or a spec with an environment' }]
      : (isByName ? byName : bySpec)(request)),
    ...listProblems(request),
    ...pollProblems(request),
    ...overrideProblems(request),
    ...foreignFields(request, { only: 'scale-service has one step', allowExisting: 'scaling takes over nothing' }),
  ];
};
