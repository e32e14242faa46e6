import type { InstanceFacts } from './container-instance.ts';
import type { DisconnectEvent } from './disconnect-event.ts';
import { isSameOutage } from './ledger.ts';

/** What ECS says of a cluster's instances; an id in neither was not described. */
export interface Described {
  found: readonly InstanceFacts[];
  missing: readonly string[];
}

/** A disconnection that may still last. */
export interface OpenDisconnect {
  /** Container instance id. */
  instance: string;
  /** Newest version at which it was disconnected in this outage. */
  version: number;
  /** When it disconnected: ISO 8601; null where it may have been back since, and no event tells when it went again. */
  since: string | null;
  /** Time of its newest event: ISO 8601. */
  at: string;
}

/** The events of one cluster, judged. */
export interface JudgedEvents {
  /** By instance, each once. */
  open: OpenDisconnect[];
  /** Instances whose outage is over, or told by a newer event. */
  over: string[];
}

/** Newest first; of one version the earliest. */
const byVersion = (one: DisconnectEvent, other: DisconnectEvent): number =>
  other.version - one.version || Date.parse(one.at) - Date.parse(other.at);

/** When the outage of the newest event began, as far as these events tell: those that follow on each other are of one. */
const beginningOf = ([newest, ...older]: [DisconnectEvent, ...DisconnectEvent[]]): DisconnectEvent =>
  older.reduce(
    (first, event) =>
      !event.agentConnected &&
      isSameOutage(event.version, first.version) &&
      Date.parse(event.at) <= Date.parse(first.at)
        ? event
        : first,
    newest,
  );

/**
 * Whether an event's outage is over, or a newer event tells of what became of it. Each change adds one to the version, so two more are a
 * reconnection and a new disconnection, or two other changes of an agent that is away: ECS tells of each in an event that the rule takes
 * as well, as long as the instance is ACTIVE. Facts that are older than the event say nothing.
 */
const isOver = (event: DisconnectEvent, facts: InstanceFacts): boolean => {
  if (facts.status === 'INACTIVE') return true;
  if (facts.version < event.version) return false;
  return facts.agentConnected || (facts.status === 'ACTIVE' && !isSameOutage(event.version, facts.version));
};

const openDisconnect = (events: [DisconnectEvent, ...DisconnectEvent[]], facts?: InstanceFacts): OpenDisconnect => {
  const [{ instance, version, at }] = events;
  const now = Math.max(version, facts?.version ?? version);
  const isSame = isSameOutage(version, now);
  return { instance, version: now, since: isSame ? beginningOf(events).at : null, at };
};

/**
 * Judges which events of a cluster still matter. Events may come twice, late and in any order: of each instance the newest counts. What
 * could not be asked about matters: better to look in vain than to miss an outage.
 *
 * @param events of one cluster
 * @param described what ECS says now; undefined where it could not be asked
 */
export const judgeEvents = (events: readonly DisconnectEvent[], described: Described | undefined): JudgedEvents => {
  const facts = new Map(described?.found.map((one) => [one.id, one]));
  const missing = new Set(described?.missing);
  const open: OpenDisconnect[] = [];
  const over: string[] = [];
  for (const [instance, told] of Map.groupBy(events, (event) => event.instance)) {
    const sorted = told.toSorted(byVersion) as [DisconnectEvent, ...DisconnectEvent[]];
    const known = facts.get(instance);
    const [newest] = sorted;
    const isDone = newest.agentConnected || missing.has(instance) || (known !== undefined && isOver(newest, known));
    if (isDone) over.push(instance);
    else open.push(openDisconnect(sorted, known));
  }
  return { open, over };
};
