import { type Ledger, type Outage, ownOutages } from '../ledger.ts';
import type { Recovery } from '../run-state.ts';
import type { InstanceOutage } from './context.ts';

/** What of a run's outages is still to be told once they have been alerted. */
export interface News {
  /** Over, and to leave the ledger. */
  ended: InstanceOutage[];
  /** The others that this run follows. */
  lasting: InstanceOutage[];
  isReminder: boolean;
  /** The run follows the lasting ones no longer. */
  isLimit: boolean;
}

const confirmed = (ledger: Ledger, execution: string): InstanceOutage[] =>
  ownOutages(ledger, execution)
    .filter(([, { confirmedAt }]) => confirmedAt !== null)
    .map(([id, outage]) => ({ id, ...outage }));

/** Confirmed outages of a run that nobody has been told of. Those of a run that was taken over have been. */
export const toAlert = (ledger: Ledger, execution: string): InstanceOutage[] =>
  confirmed(ledger, execution).filter(({ alertedAt, endedAt }) => alertedAt === null && endedAt === null);

/**
 * What a look found that is to be told now. It reads what has been told from the ledger rather than from the look, so that a step that is
 * repeated after its mark finds nothing: those that ended have left, and a reminder of this look has its time.
 */
export const newsOf = (ledger: Ledger, execution: string, recovery: Recovery): News => {
  const own = confirmed(ledger, execution);
  const lasting = own.filter(({ endedAt }) => endedAt === null);
  const lookedAt = Date.parse(recovery.lookedAt);
  const isReminded = lasting.every(({ remindedAt }) => remindedAt !== null && Date.parse(remindedAt) >= lookedAt);
  return {
    ended: own.filter(({ endedAt }) => endedAt !== null),
    lasting,
    isReminder: recovery.isReminderDue && !recovery.isOverdue && lasting.length > 0 && !isReminded,
    isLimit: recovery.isOverdue && lasting.length > 0,
  };
};

/** Whether there is anything to tell. */
export const isNews = ({ ended, isReminder, isLimit }: News): boolean => ended.length > 0 || isReminder || isLimit;

type Change = (outage: Outage) => Outage | undefined;

const changed = (ledger: Ledger, told: readonly InstanceOutage[], execution: string, change: Change): Ledger => {
  const ids = new Set(told.map(({ id }) => id));
  const outages = Object.entries(ledger.outages).flatMap(([id, outage]): [string, Outage][] => {
    if (!ids.has(id) || outage.owner !== execution) return [[id, outage]];
    const after = change(outage);
    return after ? [[id, after]] : [];
  });
  return { ...ledger, outages: Object.fromEntries(outages) };
};

/** The ledger once an alert has been told. */
export const markAlerted = (
  ledger: Ledger,
  told: readonly InstanceOutage[],
  { execution, now }: { execution: string; now: string },
): Ledger => changed(ledger, told, execution, (outage) => ({ ...outage, alertedAt: outage.alertedAt ?? now }));

/**
 * The ledger once news have been told: those that ended have left, those that last have been told of if they were. At the limit nobody
 * follows them any more; that they were alerted stays, so that the run that takes them over is silent until they are over.
 */
export const markTold = (
  ledger: Ledger,
  { ended, lasting, isReminder, isLimit }: News,
  { execution, now }: { execution: string; now: string },
): Ledger => {
  const withoutEnded = changed(ledger, ended, execution, (outage) => (outage.endedAt === null ? outage : undefined));
  if (!isReminder && !isLimit) return withoutEnded;
  return changed(withoutEnded, lasting, execution, (outage) => ({
    ...outage,
    alertedAt: outage.alertedAt ?? now,
    remindedAt: now,
    ...(isLimit ? { owner: null } : {}),
  }));
};
