import type { Outage } from '../ledger.ts';

/** A time without what the reader knows: `05:50:12Z`, or `2026-11-20 05:50:12Z` on another day than `now`. */
export const timeInWords = (time: string, now: string): string => {
  const text = new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
  const [day = '', clock = ''] = text.split('T');
  return now.startsWith(day) ? clock : `${day} ${clock}`;
};

/** A length of time as people say it: `45 s`, `3 min`, `5 h`, `3 days`. */
export const durationInWords = (seconds: number): string => {
  if (seconds < 90) return `${Math.max(0, Math.round(seconds))} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  if (seconds < 48 * 3_600) return `${Math.round(seconds / 3_600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
};

const secondsBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 1_000;

/** Seconds that an outage lasts or has lasted, at least: where no event told its beginning, from the first look that found it. */
export const outageSeconds = ({ since, firstSeenAt, endedAt }: Outage, now: string): number => {
  const from = since ?? firstSeenAt;
  return from === null ? 0 : Math.max(0, Math.round(secondsBetween(from, endedAt ?? now)));
};

/** Since when an agent is away: `since 05:50:12Z (3 min)`, or `before 05:52:00Z (at least 3 min)` where no event told. */
export const sinceInWords = (outage: Outage, now: string): string => {
  const length = durationInWords(outageSeconds(outage, now));
  if (outage.since !== null) return `since ${timeInWords(outage.since, now)} (${length})`;
  if (outage.firstSeenAt === null) return 'since an unknown time';
  return `before ${timeInWords(outage.firstSeenAt, now)} (at least ${length})`;
};

/** `1 instance`, `2 instances`. */
export const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

/** A text cut to a length, with `…` where it was. */
export const cut = (text: string, longest: number): string =>
  text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
