import * as v from 'valibot';
import type { AutodiagRequest } from './autodiag-request.ts';

/** What the diagnosis steps find in the state. */

/** The request as ValidateRequest left it in the state; its full schema again would be a fortieth of the bundle. */
export const validatedRequestSchema = v.custom<AutodiagRequest>(
  (value) => typeof value === 'object' && value !== null && 'mode' in value && 'cluster' in value,
  'the request as ValidateRequest leaves it',
);

/** Result of StartDiagnosticTask. */
export const startedSchema = v.object({
  taskArn: v.string(),
  clusterArn: v.string(),
  launchType: v.string(),
  /** Null on Fargate, and where ECS has not placed the task yet. */
  containerInstanceArn: v.nullable(v.string()),
  taskDefinitionArn: v.string(),
  logGroup: v.string(),
  logStream: v.string(),
  startedAt: v.string(),
});
export type StartedDiagnosticTask = v.InferOutput<typeof startedSchema>;

/** Result of CheckDiagnosticTask. */
export const taskStateSchema = v.object({
  status: v.picklist(['RUNNING', 'STOPPED', 'OVERDUE']),
  reason: v.string(),
  waitSeconds: v.number(),
  ran: v.boolean(),
  stoppedAt: v.nullable(v.string()),
  exitCode: v.nullable(v.number()),
});
