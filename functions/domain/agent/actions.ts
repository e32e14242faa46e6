import { type Ledger, type Outage, type OutageAction, outagesToActOn } from './ledger.ts';
import { type ManagedNode, reasonToSkip } from './reason-to-skip.ts';
import type { AgentAction, AgentDisconnectRequest } from './request.ts';
import type { Acted } from './run-state.ts';

/** Something to be done about an instance, reserved in the ledger. */
export interface ActionOrder {
  /** Id of the container instance. */
  id: string;
  action: AgentAction;
  instanceId: string | null;
  node: ManagedNode | null;
}

/** What came of an order. */
export interface ActionOutcome extends Pick<ActionOrder, 'id' | 'action'> {
  status: 'DONE' | 'FAILED';
  /** For people. */
  detail: string;
}

/** Who acts, and what is known and allowed. */
export interface Acting {
  /** ARN of this execution. */
  execution: string;
  isFollowed: boolean;
  request: Pick<AgentDisconnectRequest, 'actions' | 'maxActionsPerHour' | 'dryRun'>;
  /** Container instances of the cluster. */
  registered: number;
  /** Confirmed outages of the cluster, as the last look counted them. */
  affected: number;
  /** Systems Manager's nodes by machine id; words where it refused to say. */
  nodes: ReadonlyMap<string, ManagedNode> | string;
  /** ISO 8601. */
  now: string;
}

const hourMs = 3_600_000;

const entryOf = ({ actions }: Outage, action: AgentAction): OutageAction | undefined =>
  actions.find((entry) => entry.action === action);

const withEntry = (outage: Outage, entry: OutageAction): Outage => ({
  ...outage,
  actions: [...outage.actions.filter(({ action }) => action !== entry.action), entry],
});

/** Whether more than a quarter of a cluster is affected: then nothing is done, for the trouble is not the instances'. */
export const isHeldByStorm = (
  ledger: Ledger,
  { affected, registered }: Pick<Acting, 'affected' | 'registered'>,
): boolean => {
  const lasting = Object.values(ledger.outages).filter(
    ({ confirmedAt, endedAt }) => confirmedAt !== null && endedAt === null,
  );
  return Math.max(affected, lasting.length) * 4 > registered;
};

const sinceWhen = ({ since, firstSeenAt }: Outage): string => since ?? firstSeenAt ?? '';

/** Those that are away for longest come first: they are who a cap leaves. */
const inTurn = (ledger: Ledger, acting: Acting): [string, Outage][] =>
  outagesToActOn(ledger, acting).sort(([, one], [, other]) => sinceWhen(one).localeCompare(sinceWhen(other)));

const recent = ({ recentActions }: Ledger, now: string): Ledger['recentActions'] =>
  recentActions.filter(({ at }) => Date.parse(at) > Date.parse(now) - hourMs);

/** A plan in the making: the ledger as it will be, what is ordered, and how many actions the hour still allows. */
interface Draft {
  ledger: Ledger;
  orders: ActionOrder[];
  budget: number;
  isCapped: boolean;
}

/** What is noted of an action that has not been begun yet. */
const noted = (outage: Outage, action: AgentAction, draft: Draft, { now, request, nodes }: Acting): OutageAction => {
  const reason = reasonToSkip(outage.facts, action, nodes);
  if (reason !== null) return { action, status: 'SKIPPED', at: now, detail: reason };
  if (draft.budget <= 0) {
    draft.isCapped = true;
    const detail = `the cap of ${request.maxActionsPerHour} actions per cluster and hour is reached`;
    return { action, status: 'SKIPPED', at: now, detail };
  }
  draft.budget -= 1;
  return request.dryRun
    ? { action, status: 'PLANNED', at: now, detail: 'dryRun: would be done' }
    : { action, status: 'STARTED', at: now, detail: 'begun; what came of it is not known' };
};

const orderOf = (id: string, action: AgentAction, { facts }: Outage, { nodes }: Acting): ActionOrder => {
  const instanceId = facts?.instanceId ?? null;
  return {
    id,
    action,
    instanceId,
    node: (typeof nodes === 'string' ? undefined : nodes.get(instanceId ?? '')) ?? null,
  };
};

/** Settles one action of one outage. What was done, or failed, is not done again in the same outage. */
const settle = (draft: Draft, [id, outage]: [string, Outage], action: AgentAction, acting: Acting): void => {
  const was = entryOf(outage, action);
  if (was?.status === 'DONE' || was?.status === 'FAILED') return;
  const isBegun = was?.status === 'STARTED';
  if (isBegun && acting.request.dryRun) return;
  const entry = isBegun ? was : noted(outage, action, draft, acting);
  const { outages, recentActions } = draft.ledger;
  outages[id] = withEntry(outages[id] ?? outage, entry);
  if (entry.status !== 'STARTED') return;
  if (!isBegun) recentActions.push({ at: acting.now, instance: id, action });
  draft.orders.push(orderOf(id, action, outage, acting));
};

/** What a run may do now. */
export interface ActionPlan {
  held: Acted['held'];
  /** In the order of the request's actions. */
  orders: ActionOrder[];
}

/**
 * Says what is done now about the confirmed outages of a run, and reserves it: `STARTED` in the ledger counts against the cap before
 * anything is done. An instance gets all its actions before the next gets any; each once per outage. What an attempt that broke off left
 * `STARTED` is ordered again and not counted again.
 *
 * @returns the plan, and the ledger where it changes
 */
export const planActions = (ledger: Ledger, acting: Acting): { ledger?: Ledger; result: ActionPlan } => {
  const { actions, maxActionsPerHour, dryRun } = acting.request;
  const outages = inTurn(ledger, acting);
  if (outages.length === 0 || actions.length === 0) return { result: { held: 'NONE_WANTED', orders: [] } };
  if (isHeldByStorm(ledger, acting)) return { result: { held: 'STORM', orders: [] } };
  const recentActions = recent(ledger, acting.now);
  const draft: Draft = {
    ledger: { ...ledger, outages: { ...ledger.outages }, recentActions },
    orders: [],
    budget: maxActionsPerHour - recentActions.length,
    isCapped: false,
  };
  for (const outage of outages) for (const action of actions) settle(draft, outage, action, acting);
  const orders = actions.flatMap((wanted) => draft.orders.filter(({ action }) => action === wanted));
  return { ledger: draft.ledger, result: { held: dryRun ? 'DRY_RUN' : draft.isCapped ? 'CAP' : null, orders } };
};

/** The machines that Systems Manager is asked about before an action goes by it; none where none does. */
export const machinesToAsk = (ledger: Ledger, acting: Omit<Acting, 'nodes'>): string[] => {
  if (!acting.request.actions.includes('restart-agent')) return [];
  if (isHeldByStorm(ledger, acting)) return [];
  return outagesToActOn(ledger, acting).flatMap(([, { facts }]) => facts?.instanceId ?? []);
};

/** Most characters of a detail: a ledger has many. */
const longestDetail = 300;

/** Notes what came of orders. Outages that are not there any more are left out. */
export const noteOutcomes = (ledger: Ledger, outcomes: readonly ActionOutcome[], now: string): Ledger => {
  const outages = { ...ledger.outages };
  for (const { id, action, status, detail } of outcomes) {
    const outage = outages[id];
    if (outage) outages[id] = withEntry(outage, { action, status, at: now, detail: detail.slice(0, longestDetail) });
  }
  return { ...ledger, outages };
};

/** Counts what came of a run's actions, those of an attempt before this one included. */
export const actedOf = (
  ledger: Ledger,
  { held, startedAt, ...acting }: Pick<Acting, 'execution' | 'isFollowed'> & { held: Acted['held']; startedAt: string },
): Acted => {
  const entries = outagesToActOn(ledger, acting)
    .flatMap(([, { actions }]) => actions)
    .filter(({ at }) => Date.parse(at) >= Date.parse(startedAt));
  const count = (status: OutageAction['status']): number => entries.filter((entry) => entry.status === status).length;
  return { held, started: count('STARTED'), done: count('DONE'), failed: count('FAILED'), skipped: count('SKIPPED') };
};
