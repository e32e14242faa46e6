import type { Finding } from '../../../layers/shared/finding.ts';
import { parseArn } from '../ecs/arn.ts';
import { worstFirst } from '../finding.ts';
import { isFollowedByOther, type Looker } from './claim.ts';
import type { Ledger, Outage } from './ledger.ts';
import { infrastructureLink } from './notice/links.ts';
import { counted } from './notice/words.ts';
import { outageFinding } from './report-outage.ts';
import type { AgentDisconnectRequest } from './request.ts';
import type { Acted, Recovery, Verification, Watch } from './run-state.ts';

/** What the states of a run have left; absent where they were not entered. */
export interface DisconnectState {
  request: Pick<AgentDisconnectRequest, 'window' | 'actions' | 'limitHours' | 'offlineExternal'>;
  watch: Watch;
  verification?: Verification | undefined;
  recovery?: Recovery | undefined;
  acted?: Acted | undefined;
  hook?: { started: unknown[] } | undefined;
  /** What failed beside, by state, as a Catch left it. */
  failure?: Record<string, unknown> | undefined;
}

/** What NotifyResult makes the result of. */
export interface DisconnectReport {
  summary: string;
  findings: Finding[];
  data: Record<string, unknown>;
  links: Record<string, string>;
  /** What a run of the rule found has been told already, or is nothing to tell. */
  quiet: boolean;
}

/** Instances that a result names one by one. */
const mostFindings = 20;

const fewer = (findings: Finding[]): Finding[] => {
  const sorted = worstFirst(findings);
  const left = sorted.slice(mostFindings);
  const [worst] = left;
  if (!worst) return sorted;
  const detail = `${left.length} more container instances are not shown; aws ecs list-container-instances lists them`;
  return [...sorted.slice(0, mostFindings), { check: 'container instances', status: worst.status, detail }];
};

/** What this run has seen: of a look by hand what others follow is part. */
const seenBy = ({ outages }: Ledger, { watch }: DisconnectState, looker: Looker): [string, Outage][] =>
  Object.entries(outages)
    .filter(([, outage]) => outage.facts !== null)
    .filter(([, outage]) => !watch.isFollowed || outage.owner === looker.execution)
    .sort(([one], [other]) => (one < other ? -1 : 1));

const heldWords: Record<NonNullable<Acted['held']>, string> = {
  STORM: 'nothing was done: more than a quarter of the cluster is affected',
  CAP: 'no more was done: the most actions per hour have been taken',
  DRY_RUN: 'nothing was done: it is a dry run; what would be stands with each instance',
  NONE_WANTED: 'nothing was to be done',
};

const actionFindings = ({ request, acted, failure }: DisconnectState): Finding[] => {
  if (request.actions.length === 0) return [];
  const check = `actions ${request.actions.join(', ')}`;
  if (!acted) {
    const detail = 'they failed; see ActOnInstances in the history of the execution';
    return failure?.['ActOnInstances'] ? [{ check, status: 'WARN', detail }] : [];
  }
  const { held, done, failed, skipped } = acted;
  const counts = `${done} done, ${failed} failed, ${skipped} skipped`;
  const isAsWanted = failed === 0 && (held === null || held === 'NONE_WANTED' || held === 'DRY_RUN');
  const isNothing = done + failed + skipped === 0;
  const detail = held ? `${heldWords[held]}${isNothing ? '' : ` (${counts})`}` : counts;
  return [{ check, status: isAsWanted ? 'PASS' : 'WARN', detail }];
};

const hookFindings = ({ hook, failure }: DisconnectState): Finding[] => {
  const check = 'hook';
  if (failure?.['StartHook']) {
    return [{ check, status: 'WARN', detail: 'your state machine was not started; see StartHook in the history' }];
  }
  const started = hook?.started.length ?? 0;
  return started > 0 ? [{ check, status: 'PASS', detail: `started ${counted(started, 'execution')}` }] : [];
};

/** What became of the outages that the run has followed. */
const followedFinding = ({ watch, request, verification, recovery }: DisconnectState): Finding[] => {
  if (!watch.isFollowed || !verification || verification.confirmed === 0) return [];
  const lasting = recovery?.remaining ?? verification.confirmed;
  const check = `agents of ${watch.clusterName}`;
  if (lasting === 0) {
    return [{ check, status: 'PASS', detail: `${counted(verification.confirmed, 'outage')} followed, all are over` }];
  }
  const detail = `${lasting} of ${counted(verification.confirmed, 'outage')} last; the limit of ${request.limitHours} h is reached`;
  const remedy = `start agent-disconnect cluster=${watch.clusterName} for what they are now`;
  return [{ check, status: 'FAIL', detail, remedy }];
};

const isUndecided = ([, { end, confirmedAt }]: [string, Outage]): boolean => end === null && confirmedAt === null;

const summaryOf = ({ watch, verification, recovery }: DisconnectState, seen: readonly [string, Outage][]): string => {
  const { clusterName, registered, isFollowed } = watch;
  if (!watch.isWatched) return `${clusterName} is not looked at: ${watch.reason}`;
  if (!verification) return `${clusterName} was not looked at`;
  const { confirmed, reconnected, gone, offline, flapping, followedByOthers } = verification;
  const lasting = isFollowed && recovery ? recovery.remaining : confirmed;
  const young = seen.filter(isUndecided).length - flapping;
  const also = [
    young > 0 ? `${young} more away, not confirmed yet` : '',
    isFollowed && confirmed > lasting ? `${confirmed - lasting} over` : '',
    reconnected > 0 ? `${reconnected} connected again` : '',
    flapping > 0 ? `${flapping} flapping` : '',
    offline > 0 ? `${offline} offline` : '',
    gone > 0 ? `${gone} gone or stopped` : '',
    isFollowed && followedByOthers > 0 ? `${followedByOthers} followed by other runs` : '',
  ].filter(Boolean);
  const words = `${lasting} of ${counted(registered, 'agent')} disconnected in ${clusterName}`;
  return also.length > 0 ? `${words}; ${also.join(', ')}` : words;
};

const clusterFinding = (state: DisconnectState, others: readonly Finding[]): Finding[] => {
  const { watch, verification } = state;
  const check = `agents of ${watch.clusterName}`;
  if (!watch.isWatched) return [{ check, status: 'PASS', detail: `not looked at: ${watch.reason}` }];
  if (others.length > 0 || !verification) return [];
  const detail =
    verification.followedByOthers > 0
      ? `${counted(verification.followedByOthers, 'outage')} followed by other runs, none for this one`
      : `none of ${watch.registered} is away`;
  return [{ check, status: 'PASS', detail }];
};

const linksOf = ({ clusterArn, clusterName }: Watch): Record<string, string> => {
  const arn = parseArn(clusterArn);
  return arn ? { cluster: infrastructureLink({ ...arn, clusterName }) } : {};
};

/**
 * The report of a run, from the counts in its state and what the ledger knows of the instances. The result is published by hand only: a
 * run that the rule has started has told what was to tell in its alert.
 */
export const disconnectReport = (
  ledger: Ledger,
  state: DisconnectState,
  looker: Looker & { now: string },
): DisconnectReport => {
  const { watch, verification, recovery, acted, request } = state;
  const { now } = looker;
  const seen = verification ? seenBy(ledger, state, looker) : [];
  const instances = seen.map(([id, outage]) =>
    outageFinding({ id, ...outage }, { now, isOthers: isFollowedByOther(outage, looker) }),
  );
  const found = [...followedFinding(state), ...fewer(instances), ...actionFindings(state), ...hookFindings(state)];
  return {
    summary: summaryOf(state, seen),
    findings: worstFirst([...found, ...clusterFinding(state, found)]),
    data: {
      cluster: watch.clusterArn,
      registered: watch.registered,
      verification: verification ?? null,
      recovery: recovery ?? null,
      acted: acted ?? null,
    },
    links: linksOf(watch),
    quiet: request.window !== undefined || watch.isFollowed,
  };
};

/**
 * The ledger once a run has reported: what it looked at and never alerted leaves it, and what it followed is left to the next. A look by
 * hand has nothing of its own in it.
 */
export const settleLedger = (ledger: Ledger, execution: string): Ledger => ({
  ...ledger,
  outages: Object.fromEntries(
    Object.entries(ledger.outages).flatMap(([id, outage]): [string, Outage][] => {
      if (outage.owner !== execution) return [[id, outage]];
      return outage.alertedAt === null ? [] : [[id, { ...outage, owner: null }]];
    }),
  ),
});
