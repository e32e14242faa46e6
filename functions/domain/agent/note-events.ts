import type { OpenDisconnect } from './judge-events.ts';
import { isSameOutage, type Ledger, newOutage, type Outage } from './ledger.ts';

/** Entries that no run has taken on for so long are of outages that were over before anybody looked. */
const unownedForMs = 86_400_000;

/** The earlier beginning; a look that found it disconnected before the event's time says that this was none. */
const sinceOf = ({ since: known, firstSeenAt }: Outage, since: string): string | null => {
  const bound = known ?? firstSeenAt;
  return bound !== null && Date.parse(bound) <= Date.parse(since) ? known : since;
};

/** A disconnection whose time is known. */
type Dated = OpenDisconnect & { since: string };

/**
 * What becomes of an outage when a disconnection is told; undefined where it stays as it is. An outage that a run follows is told of and
 * ended by that run alone: only what the event says of the same outage is added.
 */
const told = (outage: Outage | undefined, { version, since }: Dated): Outage | undefined => {
  if (!outage) return newOutage(version, since);
  const isNewer = !isSameOutage(outage.version, version);
  const isOlder = !isSameOutage(version, outage.version);
  if (isNewer) return outage.owner === null ? newOutage(version, since) : undefined;
  if (isOlder || outage.endedAt !== null) return undefined;
  const merged = { ...outage, version: Math.max(outage.version, version), since: sinceOf(outage, since) };
  return merged.version === outage.version && merged.since === outage.since ? undefined : merged;
};

/** One that was alerted stays until its end has been told: a run that reached its limit leaves it to the next. */
const isForgotten = ({ owner, since, firstSeenAt, alertedAt }: Outage, now: string): boolean => {
  const known = firstSeenAt ?? since;
  return owner === null && alertedAt === null && (known === null || Date.parse(now) - Date.parse(known) > unownedForMs);
};

/**
 * Notes in a cluster's ledger when agents disconnected, for the run that will look. A disconnection whose time is not known is not noted:
 * the look finds it anyway.
 *
 * @param now ISO 8601
 * @returns the ledger to write; undefined where nothing changes
 */
export const noteEvents = (ledger: Ledger, open: readonly OpenDisconnect[], now: string): Ledger | undefined => {
  const dated = open.filter((one): one is Dated => one.since !== null);
  const named = new Set(dated.map(({ instance }) => instance));
  const before = Object.entries(ledger.outages);
  const kept = before.filter(([instance, outage]) => named.has(instance) || !isForgotten(outage, now));
  const changed = dated.flatMap((one): [string, Outage][] => {
    const outage = told(ledger.outages[one.instance], one);
    return outage ? [[one.instance, outage]] : [];
  });
  if (changed.length === 0 && kept.length === before.length) return undefined;
  return { ...ledger, outages: Object.fromEntries([...kept, ...changed]) };
};
