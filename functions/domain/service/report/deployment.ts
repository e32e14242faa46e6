import type { Finding } from '../../../../layers/shared/finding.ts';
import { ownerName } from '../ownership.ts';
import type { ResourceType } from '../plan/action.ts';
import type { ResolvedService, RunPlan, ServiceRunRequest } from '../run-state.ts';
import { serviceLink, taskDefinitionLink } from './console-links.ts';
import { countedActions, fitReport, leftFindings, planFinding, type RunReport, shownPlan } from './run-report.ts';

/** What the states of a deployment have left; absent where they were not entered. */
export interface DeploymentState {
  request: Pick<ServiceRunRequest, 'dryRun' | 'only'>;
  resolved: ResolvedService;
  preconditions?: { findings: Finding[] } | null | undefined;
  plan?: (RunPlan & { findings: Finding[] }) | null | undefined;
  taskDefinition?: { taskDefinitionArn: string } | null | undefined;
  targetGroups?: { targetGroups: unknown[] } | null | undefined;
  listeners?: { listeners: unknown[]; rules: unknown[] } | null | undefined;
  service?: { serviceArn: string | null; taskDefinitionArn: string | null; desiredCount: number } | null | undefined;
  stability?: { reason: string } | null | undefined;
  scaling?: { resourceId: string | null; policyArn: string | null } | null | undefined;
  verification?: { findings: Finding[] } | null | undefined;
}

const summaryOf = ({ request, resolved, plan }: DeploymentState, findings: readonly Finding[]): string => {
  const name = ownerName(resolved);
  const failed = findings.filter(({ status }) => status === 'FAIL').length;
  if (request.only === 'validate') {
    return failed > 0 ? `${name} cannot be deployed: ${failed} of the checks failed` : `${name} can be deployed`;
  }
  if (request.only === 'verify' && !request.dryRun) return `${name} was verified`;
  const actions = plan?.actions ?? [];
  if (request.dryRun && failed > 0) return `${name} cannot be deployed: ${failed} of the checks failed`;
  const what = request.only === undefined ? name : `${request.only} of ${name}`;
  if (plan?.status !== 'CHANGES') return `${what}: nothing to do, all is as the spec says`;
  const counted = countedActions(actions, !request.dryRun);
  return request.dryRun ? `dry run of ${what}: ${counted}` : `${what} deployed: ${counted}`;
};

const stateFindings = ({ plan, stability, service, resolved, request }: DeploymentState): Finding[] => {
  const { taskDefinitionArn = null } = service ?? {};
  const revision = taskDefinitionArn?.slice(taskDefinitionArn.lastIndexOf('/') + 1);
  return [
    ...(stability && service
      ? [
          {
            check: `service ${ownerName(resolved)}`,
            status: 'PASS' as const,
            detail: `stable with ${revision}: ${stability.reason}`,
          },
        ]
      : []),
    ...(plan && !request.dryRun && plan.steps['register-scalable-target']
      ? [
          {
            check: 'scaling',
            status: 'PASS' as const,
            detail: 'the scalable target and its policy are as the spec says',
          },
        ]
      : []),
  ];
};

const findingsOf = (state: DeploymentState): Finding[] => {
  const { plan, preconditions, resolved, verification, request } = state;
  const checks = [...resolved.findings, ...(preconditions?.findings ?? []), ...(plan?.findings ?? [])];
  const found = [
    ...checks,
    ...stateFindings(state),
    ...(verification?.findings ?? []),
    ...leftFindings(plan?.actions ?? []),
  ];
  const told = plan && request.dryRun ? [...found, planFinding(plan, found)] : found;
  if (told.length > 0) return told;
  return [{ check: 'plan', status: 'PASS', detail: plan?.status === 'CHANGES' ? 'carried out' : 'nothing to do' }];
};

/** What a step found or made; where it was skipped, what the plan keeps. */
const keptOf = (plan: RunPlan | null | undefined, type: ResourceType): { name: string; arn: string | null }[] =>
  (plan?.actions ?? [])
    .filter((action) => action.type === type && action.action === 'keep')
    .map(({ name, arn = null }) => ({ name, arn }));

/** The report of a deployment, of its dry run, or of one of its steps by itself. */
export const deploymentReport = (state: DeploymentState): RunReport => {
  const { plan, resolved, service, taskDefinition, targetGroups, listeners, scaling } = state;
  const findings = findingsOf(state);
  const taskDefinitionArn =
    service?.taskDefinitionArn ?? taskDefinition?.taskDefinitionArn ?? plan?.taskDefinitionArn ?? null;
  return fitReport({
    summary: summaryOf(state, findings),
    findings,
    data: {
      environment: resolved.environment,
      ...(plan ? { plan: shownPlan(plan) } : {}),
      taskDefinitionArn,
      serviceArn: service?.serviceArn ?? null,
      desiredCount: service?.desiredCount ?? plan?.desiredCount ?? null,
      targetGroups: targetGroups?.targetGroups ?? keptOf(plan, 'target group'),
      listeners: listeners?.listeners ?? keptOf(plan, 'listener'),
      rules: listeners?.rules ?? keptOf(plan, 'listener rule'),
      scaling: scaling ? { resourceId: scaling.resourceId, policyArn: scaling.policyArn } : null,
    },
    links: { ...serviceLink(service?.serviceArn, resolved.cluster), ...taskDefinitionLink(taskDefinitionArn) },
  });
};
