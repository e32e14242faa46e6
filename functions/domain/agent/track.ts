import { shortId } from '../ecs/arn.ts';
import { LedgerLostError } from '../errors/agent.ts';
import { type Ledger, type Outage, ownOutages } from './ledger.ts';
import { endOutage, goesOn, type Observation, sightOf } from './observe.ts';
import type { AgentDisconnectRequest } from './request.ts';
import type { Recovery } from './run-state.ts';

/** A look of CheckRecovery. */
export interface TrackingLook extends Observation {
  /** ARN of this execution. */
  execution: string;
  request: Pick<AgentDisconnectRequest, 'reminderMinutes' | 'limitHours' | 'offlineExternal'>;
  /** When the outages were verified: ISO 8601. */
  beganAt: string;
  /** Outages that the state says this run follows: 0 only where all are over. */
  expected: number;
  /** Looks before this one, failed ones included. */
  attempts: number;
}

/** The machine looks so often, which is more than the longest limit takes; the last look says that it is the last. */
export const mostTrackingLooks = 1_000;

const secondsBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 1_000;

/** Most outages are over soon; those that are not cost a look in five minutes. */
const waitAfter = (seconds: number): number => {
  if (seconds < 600) return 30;
  return seconds < 3_600 ? 60 : 300;
};

/** The instances that are looked at: those of confirmed outages that last. */
export const trackedIds = (ledger: Ledger, execution: string): string[] =>
  ownOutages(ledger, execution)
    .filter(([, { confirmedAt, endedAt }]) => confirmedAt !== null && endedAt === null)
    .map(([id]) => id);

const lookAgain = (id: string, outage: Outage, given: TrackingLook): Outage => {
  const { request, now } = given;
  const sight = sightOf(id, given);
  if (!sight) return outage;
  if (sight.is === 'OVER') return endOutage(outage, sight.end, sight.facts, now);
  const { version, host, facts } = sight;
  if (host === 'OFFLINE' && request.offlineExternal === 'report') return endOutage(outage, 'OFFLINE', facts, now);
  const flaps = goesOn(outage, version) ? outage.flaps : outage.flaps + 1;
  return { ...outage, version: Math.max(outage.version, version), flaps, facts };
};

const recoveryOf = (ledger: Ledger, { execution, request, beganAt, attempts, now }: TrackingLook): Recovery => {
  const own = ownOutages(ledger, execution).map(([, outage]) => outage);
  const lasting = own.filter(({ endedAt }) => endedAt === null);
  const ended = own.filter(({ endedAt }) => endedAt !== null);
  const elapsed = secondsBetween(beganAt, now);
  const isLast = elapsed >= request.limitHours * 3_600 || attempts + 1 >= mostTrackingLooks;
  const reminderSeconds = request.reminderMinutes * 60;
  const isReminderDue =
    reminderSeconds > 0 &&
    lasting.some(({ remindedAt, alertedAt }) => {
      const toldAt = remindedAt ?? alertedAt;
      return toldAt !== null && secondsBetween(toldAt, now) >= reminderSeconds;
    });
  const isOverdue = isLast && lasting.length > 0;
  return {
    status: ended.length > 0 || isReminderDue || isOverdue ? 'NEWS' : 'QUIET',
    remaining: lasting.length,
    reconnected: ended.filter(({ end }) => end === 'RECONNECTED').length,
    gone: ended.filter(({ end }) => end !== 'RECONNECTED').length,
    isReminderDue,
    isOverdue,
    lookedAt: now,
    waitSeconds: waitAfter(elapsed),
  };
};

/**
 * A look at the outages that a run has alerted: which are over, and what is to be told. An agent that was back and is away again is one
 * outage with one flap more. What the run looked at and never alerted leaves the ledger here.
 *
 * @throws LedgerLostError where none of its outages is in the ledger: that they are gone does not say that they are over
 */
export const trackRecovery = (ledger: Ledger, given: TrackingLook): { ledger: Ledger; recovery: Recovery } => {
  if (given.expected > 0 && ownOutages(ledger, given.execution).length === 0) {
    throw new LedgerLostError(shortId(ledger.clusterArn), given.expected);
  }
  const entries = Object.entries(ledger.outages).flatMap(([id, outage]): [string, Outage][] => {
    if (outage.owner !== given.execution) return [[id, outage]];
    if (outage.confirmedAt === null) return [];
    // what this run looks after it has told, also where the mark of that could not be set
    const told = { ...outage, alertedAt: outage.alertedAt ?? given.beganAt };
    return [[id, told.endedAt === null ? lookAgain(id, told, given) : told]];
  });
  const after = { ...ledger, outages: Object.fromEntries(entries) };
  return { ledger: after, recovery: recoveryOf(after, given) };
};
