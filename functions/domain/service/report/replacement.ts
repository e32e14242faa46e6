import type { Finding } from '../../../../layers/shared/finding.ts';
import type { RunbookResult } from '../../runbook.ts';
import { ownerName, type ServiceRef } from '../ownership.ts';
import type { ServiceRunRequest } from '../run-state.ts';
import { executionLink } from './console-links.ts';
import { fitReport, type RunReport } from './run-report.ts';

/** A run that a replacement has waited for. */
export interface ChildRun {
  executionArn: string;
  result: Pick<RunbookResult, 'outcome' | 'summary' | 'findings' | 'data'>;
}

/** What the states of a replacement have left. */
export interface ReplacementState {
  request: Pick<ServiceRunRequest, 'dryRun'>;
  replacement: { strategy: 'recreate' | 'parallel'; services: ServiceRef[] };
  deployment: ChildRun;
  teardown: ChildRun;
}

/** A plan by itself can be approved; those of a replacement cannot, so that the remedy would mislead. */
const prefixed = (runbook: string, { result }: ChildRun): Finding[] =>
  result.findings.map(({ remedy, ...finding }) => ({
    ...finding,
    check: `${runbook}: ${finding.check}`,
    ...(remedy === undefined || finding.check === 'plan' ? {} : { remedy }),
  }));

const dataOf = ({ executionArn, result: { outcome, summary, data = {} } }: ChildRun) => ({
  executionArn,
  outcome,
  summary,
  taskDefinitionArn: data['taskDefinitionArn'] ?? null,
  serviceArn: data['serviceArn'] ?? null,
  plan: data['plan'] ?? null,
});

/** The report of a replacement: both runs' findings, and where to look for the rest. */
export const replacementReport = ({ request, replacement, deployment, teardown }: ReplacementState): RunReport => {
  const names = replacement.services.map(ownerName);
  const [next = '', former = next] = names;
  const how = former === next ? next : `${former} by ${next}`;
  const summary = request.dryRun ? `dry run of replacing ${how}` : `replaced ${how}`;
  return fitReport({
    summary: `${summary}: ${deployment.result.summary}; ${teardown.result.summary}`,
    findings: [...prefixed('deploy-service', deployment), ...prefixed('teardown-service', teardown)],
    data: {
      strategy: replacement.strategy,
      deployment: dataOf(deployment),
      teardown: dataOf(teardown),
    },
    links: {
      ...executionLink('deployment', deployment.executionArn),
      ...executionLink('teardown', teardown.executionArn),
    },
  });
};
