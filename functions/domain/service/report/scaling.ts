import type { ServiceRef } from '../ownership.ts';
import { ownerName } from '../ownership.ts';
import type { RunPlan, ServiceRunRequest } from '../run-state.ts';
import { serviceLink } from './console-links.ts';
import { fitReport, leftFindings, planFinding, type RunReport, shownPlan } from './run-report.ts';

/** What the states of a scaling have left; absent where they were not entered. */
export interface ScalingState {
  request: Pick<ServiceRunRequest, 'dryRun'>;
  plan: RunPlan;
  service?: { serviceArn: string | null; desiredCount: number; previousCount: number } | null | undefined;
  stability?: { reason: string } | null | undefined;
}

/** The report of a scaling, or of its dry run. */
export const scalingReport = (ref: ServiceRef, { request, plan, service, stability }: ScalingState): RunReport => {
  const name = ownerName(ref);
  const wanted = service?.desiredCount ?? plan.desiredCount;
  const isChanged = service !== null && service !== undefined && service.previousCount !== service.desiredCount;
  const done = isChanged
    ? `${name} scaled from ${service.previousCount} to ${wanted}`
    : `${name} has ${wanted} tasks, as it is to have`;
  const left = leftFindings(plan.actions);
  const stable = {
    check: `service ${name}`,
    status: 'PASS' as const,
    detail: `stable: ${stability?.reason ?? 'as it was'}`,
  };
  return fitReport({
    summary: request.dryRun ? `dry run: ${name} would be scaled to ${wanted}` : done,
    findings: request.dryRun ? [...left, planFinding(plan, left)] : [...left, stable],
    data: {
      plan: shownPlan(plan),
      serviceArn: service?.serviceArn ?? null,
      desiredCount: wanted,
      previousCount: service?.previousCount ?? null,
    },
    links: serviceLink(service?.serviceArn, ref.cluster),
  });
};
