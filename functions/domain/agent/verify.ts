import { claimOutages, isFollowedByOther, type Looker } from './claim.ts';
import { type Ledger, type Outage, outagesToActOn } from './ledger.ts';
import { endOutage, goesOn, type Observation, sightOf } from './observe.ts';
import type { AgentDisconnectRequest } from './request.ts';
import type { Verification } from './run-state.ts';

type LookRequest = Pick<
  AgentDisconnectRequest,
  'graceSeconds' | 'confirmations' | 'confirmationSeconds' | 'offlineExternal'
>;

/** A look of VerifyDisconnects. */
export interface Look extends Observation, Looker {
  request: LookRequest;
  /** 1 for the first. */
  look: number;
}

/** The machine looks at most twenty times: a long grace is not divided into more than this. */
const looksInGrace = 8;

/** Seconds between two looks: as requested, or longer where the grace would take too many of them. */
export const lookSeconds = ({ graceSeconds, confirmationSeconds }: LookRequest): number =>
  Math.max(confirmationSeconds, Math.ceil(graceSeconds / looksInGrace));

/**
 * After so many looks an agent that is still neither confirmed nor back is flapping. An agent that is away at the first look and stays away
 * is confirmed well before.
 */
export const lookLimit = (request: LookRequest): number =>
  request.confirmations + Math.ceil(request.graceSeconds / lookSeconds(request)) + 4;

const secondsAway = ({ since, firstSeenAt }: Outage, now: string): number =>
  (Date.parse(now) - Date.parse(since ?? firstSeenAt ?? now)) / 1_000;

/** One more look at an outage that is not alerted yet. A look that is repeated at once counts once, by the number of the look. */
const lookAgain = (id: string, outage: Outage, given: Look): Outage => {
  const { request, look, now } = given;
  const sight = sightOf(id, given);
  if (!sight) return outage;
  if (sight.is === 'OVER') return { ...endOutage(outage, sight.end, sight.facts, now), confirmedAt: null };
  const { version, host, facts } = sight;
  const known = { ...outage, countedLook: look, facts };
  const isRepeated = (outage.countedLook ?? 0) >= look;
  const seen: Outage = goesOn(outage, version)
    ? {
        ...known,
        version: Math.max(outage.version, version),
        firstSeenAt: outage.firstSeenAt ?? now,
        looks: isRepeated ? outage.looks : outage.looks + 1,
      }
    : { ...known, version, since: null, firstSeenAt: now, looks: 1, flaps: outage.flaps + 1 };
  const isRipe = seen.looks >= request.confirmations && secondsAway(seen, now) >= request.graceSeconds;
  if (!isRipe) return { ...seen, confirmedAt: null };
  if (host === 'OFFLINE' && request.offlineExternal === 'report') {
    return { ...endOutage(seen, 'OFFLINE', facts, now), confirmedAt: null };
  }
  return { ...seen, confirmedAt: outage.confirmedAt ?? now };
};

/** The outages that a run looks at: those that it follows; by hand, those that it has seen and nobody follows. */
const isLookedAt = (outage: Outage, given: Looker): boolean =>
  given.isFollowed
    ? outage.owner === given.execution
    : !isFollowedByOther(outage, given) && outage.firstSeenAt !== null;

const isUntold = ({ alertedAt }: Outage): boolean => alertedAt === null;
const isLasting = ({ endedAt }: Outage): boolean => endedAt === null;

/**
 * What a look by hand looks at beside: outages that have been alerted, whoever follows them. It reports and acts on them, and the run that
 * follows one looks every five minutes only. One that is over is told by that run, at its next look.
 */
const isLookedAtBeside = (outage: Outage, { isFollowed }: Pick<Looker, 'isFollowed'>): boolean =>
  !isFollowed && !isUntold(outage) && isLasting(outage);

/** The instances that a look after the first asks about. */
export const verifiedIds = (ledger: Ledger, looker: Looker): string[] =>
  Object.entries(ledger.outages)
    .filter(
      ([, outage]) =>
        (isLookedAt(outage, looker) && isUntold(outage) && isLasting(outage)) || isLookedAtBeside(outage, looker),
    )
    .map(([id]) => id);

const lookBeside = (id: string, outage: Outage, given: Look): Outage => {
  const sight = sightOf(id, given);
  if (!sight) return outage;
  return sight.is === 'OVER' ? endOutage(outage, sight.end, sight.facts, given.now) : { ...outage, facts: sight.facts };
};

const count = <Item>(items: readonly Item[], is: (item: Item) => boolean): number => items.filter(is).length;

const verificationOf = (ledger: Ledger, given: Look): Verification => {
  const { request, look, now, isFollowed } = given;
  const all = Object.values(ledger.outages);
  const own = all.filter((outage) => isLookedAt(outage, given));
  const pending = own.filter(({ confirmedAt, endedAt }) => confirmedAt === null && endedAt === null);
  const ended = own.filter((outage) => isUntold(outage) && !isLasting(outage));
  const isLast = look >= lookLimit(request);
  const isConfirmed = ({ confirmedAt }: Outage): boolean => confirmedAt !== null;
  return {
    status: pending.length > 0 && !isLast ? 'UNDECIDED' : 'DECIDED',
    looks: look,
    // what is over but was alerted is to be told, and so takes the same way
    confirmed: isFollowed
      ? count(own, (outage) => isConfirmed(outage) && (isLasting(outage) || !isUntold(outage)))
      : outagesToActOn(ledger, given).length,
    reconnected: count(ended, ({ end }) => end === 'RECONNECTED'),
    gone: count(ended, ({ end }) => end === 'GONE' || end === 'STOPPED'),
    offline: count(ended, ({ end }) => end === 'OFFLINE'),
    flapping: count(pending, ({ flaps }) => flaps > 0 || isLast),
    followedByOthers: count(all, (outage) => isFollowedByOther(outage, given) && isLasting(outage)),
    flaps: own.reduce((sum, { flaps }) => sum + flaps, 0),
    affected: count(all, (outage) => isConfirmed(outage) && isLasting(outage)),
    lookedAt: now,
    waitSeconds: lookSeconds(request),
  };
};

/**
 * A look: the first takes the instances whose agents are away, each counts how often in a row they were, and says which of them are
 * confirmed: away in `confirmations` looks in a row and for the grace, on a machine that runs as far as anybody knows.
 */
export const verifyDisconnects = (ledger: Ledger, given: Look): { ledger: Ledger; verification: Verification } => {
  const mine = given.look === 1 ? claimOutages(ledger, given, given) : ledger;
  const outages = Object.fromEntries(
    Object.entries(mine.outages).map(([id, outage]) => {
      if (isLookedAtBeside(outage, given)) return [id, lookBeside(id, outage, given)];
      const isAsked = isLookedAt(outage, given) && isUntold(outage) && isLasting(outage);
      return [id, isAsked ? lookAgain(id, outage, given) : outage];
    }),
  );
  const after = { ...mine, outages };
  return { ledger: after, verification: verificationOf(after, given) };
};
