import type { Finding } from '../../../layers/shared/finding.ts';
import type { SpecProblem } from './spec-problem.ts';
import type { ServiceSpec } from './spec-schema/index.ts';

/** A report is read by people, and is part of a state. */
const mostFindings = 50;

/** The WARNs among a spec's problems, as findings of a report. */
export const specFindings = (problems: readonly SpecProblem[]): Finding[] => {
  const warnings = problems.filter(({ severity }) => severity === 'WARN');
  const shown = warnings
    .slice(0, mostFindings)
    .map(({ path, message }): Finding => ({ check: `spec ${path}`, status: 'WARN', detail: message }));
  const left = warnings.length - shown.length;
  if (left === 0) return shown;
  const remedy = 'runbook validate prints them all';
  return [...shown, { check: 'spec', status: 'WARN', detail: `${left} warnings more`, remedy }];
};

const left = (check: string, remedy: string): Finding => ({
  check,
  status: 'WARN',
  detail: 'not deployed by this suite: it is checked and left as it is',
  remedy,
});

/** What a spec asks for and no step does. */
export const notDeployed = ({ aws: { ecs, route53 = [] } }: ServiceSpec): Finding[] => [
  ...route53.map(({ name, domain, type }) =>
    left(
      `Route 53 record ${type} ${name}.${domain}`,
      'make the record where your DNS is kept, with the load balancer as its alias',
    ),
  ),
  ...Object.keys(ecs.tasks ?? {}).map((name) => left(`task ${name}`, 'run it with aws ecs run-task')),
];
