import type { Finding } from '../../../../layers/shared/finding.ts';
import { ownerName } from '../ownership.ts';
import type { PlannedAction } from '../plan/action.ts';
import { awsCommand, type ServiceCall } from '../plan/calls.ts';
import type { ResolvedService, RunPlan, ServiceRunRequest } from '../run-state.ts';
import { countedActions, fitReport, leftFindings, planFinding, type RunReport, shownPlan } from './run-report.ts';

/** Something that is still there, as a look after the teardown plans its removal. */
export type StillThere = Omit<PlannedAction, 'calls'> & { calls: ServiceCall[] };

/** What the states of a teardown have left. */
export interface TeardownState {
  request: Pick<ServiceRunRequest, 'dryRun' | 'only'>;
  resolved: ResolvedService;
  plan: RunPlan;
}

const command = ({ calls }: StillThere): string | undefined => calls.map(awsCommand).join(' && ') || undefined;

const stillThere = (one: StillThere): Finding => {
  const remedy = command(one);
  return {
    check: `${one.type} ${one.name}`,
    status: 'WARN',
    detail: 'still there, although it is the service’s own',
    ...(remedy === undefined ? {} : { remedy: `start the teardown again, or: ${remedy}` }),
  };
};

const goneFinding = ({ actions }: RunPlan, leftovers: readonly StillThere[]): Finding[] => {
  const deleted = actions.filter(({ action }) => action === 'delete');
  const gone = deleted.filter(
    ({ arn, name }) => !leftovers.some((one) => one.action === 'delete' && (one.arn ?? one.name) === (arn ?? name)),
  );
  if (gone.length === 0) return [];
  return [
    {
      check: 'teardown',
      status: 'PASS',
      detail: `gone: ${gone.map(({ type, name }) => `${type} ${name}`).join(', ')}`,
    },
  ];
};

const summaryOf = ({ request, resolved, plan }: TeardownState, leftovers: readonly StillThere[]): string => {
  const name = ownerName(resolved);
  const what = request.only === undefined ? name : `${request.only} of ${name}`;
  if (request.dryRun) return `dry run of the teardown of ${what}: ${countedActions(plan.actions, false)}`;
  const count = leftovers.length;
  const left = count > 0 ? `; ${count} ${count === 1 ? 'thing is' : 'things are'} left` : '';
  if (plan.status === 'NOTHING') return `${what}: nothing to tear down${left}`;
  return `${what} torn down: ${countedActions(plan.actions, true)}${left}`;
};

/**
 * The report of a teardown, of its dry run, or of one of its steps by itself.
 *
 * @param leftovers what a look after it found still there: the service's own, and what was left; empty for a dry run
 */
export const teardownReport = (state: TeardownState, leftovers: readonly StillThere[]): RunReport => {
  const { request, resolved, plan } = state;
  const own = leftovers.filter(({ action }) => action !== 'leave').map(stillThere);
  const others = leftFindings((request.dryRun ? plan.actions : leftovers).map((one) => ({ ...one, calls: [] })));
  const found = [...resolved.findings, ...goneFinding(plan, leftovers), ...own, ...others];
  const findings = request.dryRun ? [...resolved.findings, ...others, planFinding(plan, found)] : found;
  return fitReport({
    summary: summaryOf(state, leftovers),
    findings: findings.length > 0 ? findings : [{ check: 'teardown', status: 'PASS', detail: 'nothing is left of it' }],
    data: {
      environment: resolved.environment,
      plan: shownPlan(plan),
      left: leftovers.map(({ type, name, arn = null, reason = null }) => ({ type, name, arn, reason })),
    },
    links: {},
  });
};
