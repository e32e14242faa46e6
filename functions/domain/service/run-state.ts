import * as v from 'valibot';
import type { Finding } from '../../../layers/shared/finding.ts';
import { executionSchema } from '../step-schemas.ts';
import type { PlannedAction, PlanStep } from './plan/action.ts';
import type { ServiceCall } from './plan/calls.ts';
import type { ServiceSpec } from './spec-schema/index.ts';

/** What the steps of deploy-service, teardown-service and scale-service find in the state. */

/** What the steps read of a request that ValidateRequest has checked and completed. */
export interface ServiceRunRequest {
  environment: string;
  allowExisting?: boolean;
  /** A count, or `auto` or `match`; wins over the spec's. */
  desiredCount?: number | 'auto' | 'match';
  /** Service whose count `auto` and `match` take, in the same cluster. */
  activeService?: string;
  only?: PlanStep | 'validate' | 'verify';
  approvedPlan?: string;
  dryRun: boolean;
  pollSeconds: number;
  timeoutMinutes: number;
  onFailure: 'rollback' | 'keep';
  specSource?: string;
  /** Plan as though a teardown had taken what is the service's own: dry runs of a replacement. */
  afterTeardown?: boolean;
}

/** Result of ResolveServiceSpec. */
export interface ResolvedService {
  spec: ServiceSpec;
  environment: string;
  /** Name of the cluster, also where the spec gives an ARN. */
  cluster: string;
  service: string;
  /** SHA-256 of the resolved spec, in hexadecimal. */
  specHash: string;
  forceNewDeployment: boolean;
  /** A task definition to use instead of the spec's; null: the spec's. */
  taskDefinition: string | null;
  /** The spec's WARNs, and what it asks for that this suite does not deploy. */
  findings: Finding[];
  /** `${NAME}`s of the verification that the request gives no value for. */
  missingVariables: string[];
}

/** Result of PlanDeployment, PlanTeardown and PlanScaling. */
export interface RunPlan {
  /** `NOTHING`: all is as it should be. */
  status: 'CHANGES' | 'NOTHING';
  /** SHA-256 of what would be done, in hexadecimal. */
  hash: string;
  actions: PlannedAction[];
  /** Which steps have something to do; all other steps are skipped. */
  steps: Record<PlanStep, boolean>;
  /** By step: the calls that put back what a change of that step found. */
  undo: Partial<Record<PlanStep, ServiceCall[]>>;
  /** The task definition to run where it is not registered by this run; null where it is. */
  taskDefinitionArn: string | null;
  /** The count to reach; null where this run sets none. */
  desiredCount: number | null;
}

const kept = <T>(what: string, ...keys: (keyof T & string)[]) =>
  v.custom<T>(
    (value) => typeof value === 'object' && value !== null && keys.every((key) => key in value),
    `the ${what} as an earlier state leaves it`,
  );

export const requestSchema = kept<ServiceRunRequest>('request', 'dryRun');
export const resolvedSchema = kept<ResolvedService>('resolved spec', 'spec', 'cluster', 'service');
export const planSchema = kept<RunPlan>('plan', 'actions', 'steps');

/** What a step is handed: the whole state, of which it reads what it needs. */
export const runState = { request: requestSchema, resolved: resolvedSchema, execution: executionSchema };
