import { type Ledger, newOutage, type Outage } from './ledger.ts';
import { endOutage, goesOn, type Observation, type Sight, sightOf } from './observe.ts';

/** Who looks, and whose outages it may take. */
export interface Looker {
  /** ARN of this execution. */
  execution: string;
  /** Whether it follows outages to their end; a look by hand leaves them to others. */
  isFollowed: boolean;
  /** Owners in the ledger whose executions have ended. All others run. */
  endedOwners: ReadonlySet<string>;
}

/** Whether another run that has not ended follows an outage. */
export const isFollowedByOther = ({ owner }: Outage, { execution, endedOwners }: Looker): boolean =>
  owner !== null && owner !== execution && !endedOwners.has(owner);

/** The outages that nobody else follows: their instances are looked at with those that ECS lists, because they may be over. */
export const claimableIds = (ledger: Ledger, looker: Looker): string[] =>
  Object.keys(ledger.outages).filter((id) => {
    const outage = ledger.outages[id];
    return outage !== undefined && !isFollowedByOther(outage, looker);
  });

const claimed = (outage: Outage, { execution, isFollowed }: Looker): Outage => ({
  ...outage,
  owner: isFollowed ? execution : null,
});

/** Begins to count anew, unless looks before are given. What has been alerted stays confirmed. */
const taken = (outage: Outage, looker: Looker, now: string, looks = 0): Outage => ({
  ...claimed(outage, looker),
  firstSeenAt: outage.firstSeenAt ?? now,
  looks,
  countedLook: 0,
  confirmedAt: outage.alertedAt === null ? null : outage.confirmedAt,
});

const begun = (version: number, looker: Looker, flaps: number, now: string): Outage =>
  taken({ ...newOutage(version, null), owner: null, flaps }, looker, now);

/** What ended for want of a machine, and was told nobody, goes on where the machine is there again and the agent has not been. */
const isSame = (known: Outage, version: number): boolean =>
  goesOn(known, version) && (known.endedAt === null || (known.alertedAt === null && known.end !== 'RECONNECTED'));

/**
 * What a run has seen that is at work is gone on with: else, while every minute starts a run, each would take from the one before what
 * that had nearly confirmed, and none would come to its end.
 */
const looksToGoOnWith = (known: Outage, looker: Looker): number =>
  known.endedAt === null && isFollowedByOther(known, looker) ? known.looks : 0;

const awayNow = (known: Outage | undefined, version: number, looker: Looker, now: string): Outage => {
  if (!known) return begun(version, looker, 0, now);
  if (known.owner === looker.execution && known.endedAt === null) return known;
  if (!isSame(known, version)) return begun(version, looker, known.flaps + 1, now);
  const lasting = { ...known, version: Math.max(known.version, version), endedAt: null, end: null };
  return taken(lasting, looker, now, looksToGoOnWith(known, looker));
};

/** What is over is told by whoever comes first, where it had been alerted; else it is no more. */
const overNow = (known: Outage, sight: Extract<Sight, { is: 'OVER' }>, looker: Looker, now: string) => {
  if (known.owner === looker.execution) return known;
  if (known.alertedAt === null) return undefined;
  return claimed(known.endedAt === null ? endOutage(known, sight.end, sight.facts, now) : known, looker);
};

/**
 * An outage that another run follows is left to it, but for two where the agent is away: one that is over for that run, and one that it has
 * not confirmed yet. The newest run takes the latter, as it is the one that the newest event has started: so no outage is lost
 * between a run that gives up on a flapping agent and one that relies on it.
 */
const isLeft = (known: Outage, sight: Sight, looker: Looker): boolean => {
  if (!isFollowedByOther(known, looker)) return false;
  if (!looker.isFollowed) return true;
  return sight.is !== 'AWAY' || (known.endedAt === null && known.confirmedAt !== null);
};

/**
 * The ledger once the first look of a run has taken what it looks after: every instance whose agent is away, unless another run follows
 * it. Safe to repeat.
 */
export const claimOutages = (ledger: Ledger, observation: Observation, looker: Looker): Ledger => {
  const outages = { ...ledger.outages };
  for (const id of [...observation.facts.keys(), ...observation.missing]) {
    const known = outages[id];
    const sight = sightOf(id, observation);
    if (!sight || (known && isLeft(known, sight, looker))) continue;
    const after =
      sight.is === 'AWAY'
        ? awayNow(known, sight.version, looker, observation.now)
        : known && overNow(known, sight, looker, observation.now);
    if (after) outages[id] = after;
    else delete outages[id];
  }
  return { ...ledger, outages };
};
