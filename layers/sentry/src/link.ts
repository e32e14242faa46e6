import type { SentryOptions } from './options.ts';
import type { ProbeResult } from './probe-result.ts';

/** REACHED: the endpoint answered for the first time ever; the others are confirmed by as many probes as are asked for. */
export interface ChangeOfLink {
  kind: 'REACHED' | 'LOST' | 'RESTORED';
  /** The first probe that speaks for it: when it began, ISO 8601, and what it met, e.g. `dns: no such name`. */
  first: { at: string; reason: string };
}

/** What the probes so far add up to. */
export interface Link {
  status: 'ONLINE' | 'OFFLINE';
  /** Whether the endpoint has answered, ever: before that no failure counts, as it may be a typing error. */
  hasBeenReached: boolean;
  /** Failures in a row while online, successes in a row while offline: what speaks for a change. */
  contrary: number;
  /** The first of these; null where there is none. */
  first: ChangeOfLink['first'] | null;
  /** Stages whose failure was told while the endpoint had never been reached. */
  toldStages: ProbeResult['stage'][];
}

/** What one probe means. */
export interface Verdict {
  link: Link;
  change: ChangeOfLink | null;
  /** Milliseconds until the next probe. */
  nextInMs: number;
  /** What a person should read, once: that the endpoint has never been reached, and why. */
  warning: string | null;
}

/** Between the probes that confirm a change, but for the first, which follows at once. */
const confirmingMs = 1_000;

/** @param start what the state file remembers */
export const startLink = (start: { isOffline: boolean; hasBeenReached: boolean }): Link => ({
  status: start.isOffline ? 'OFFLINE' : 'ONLINE',
  hasBeenReached: start.hasBeenReached,
  contrary: 0,
  first: null,
  toldStages: [],
});

type Hysteresis = Pick<SentryOptions, 'intervalMs' | 'offlineAfter' | 'onlineAfter'>;

/** What to look at where the endpoint has never been reached. */
const advice: Readonly<Record<ProbeResult['stage'], string>> = {
  dns: 'check --region, --endpoint and the resolver',
  proxy: 'check HTTPS_PROXY and NO_PROXY, and that the proxy lets this host through',
  tcp: 'check the network and the firewall; where only a proxy leads out, set HTTPS_PROXY',
  tls: 'check --endpoint, the clock, and what intercepts TLS: its CA belongs into NODE_EXTRA_CA_CERTS',
  http: 'check --endpoint, and what answers in its place',
};

const neverReached = (
  link: Link,
  { stage, reason, mayBeMistake }: ProbeResult,
  { intervalMs }: Hysteresis,
): Verdict => {
  const isNews = !link.toldStages.includes(stage);
  const check = `${mayBeMistake ? 'this may be a mistake: ' : ''}${advice[stage]}`;
  return {
    link: isNews ? { ...link, toldStages: [...link.toldStages, stage] } : link,
    change: null,
    nextInMs: intervalMs,
    warning: isNews ? `never reached yet, so nothing is changed: ${stage}: ${reason}; ${check}` : null,
  };
};

/** One more probe against the status: it changes with as many in a row as are asked for. */
const contradict = (link: Link, result: ProbeResult, at: string, options: Hysteresis): Verdict => {
  const contrary = link.contrary + 1;
  const isLoss = link.status === 'ONLINE';
  const isConfirmed = contrary >= (isLoss ? options.offlineAfter : options.onlineAfter);
  // Who has been online or answers now has been reached.
  const next: Link = { ...link, hasBeenReached: true };
  const first = link.first ?? { at, reason: `${result.stage}: ${result.reason}` };
  if (!isConfirmed) {
    const nextInMs = contrary === 1 ? 0 : Math.min(confirmingMs, options.intervalMs);
    return { link: { ...next, contrary, first }, change: null, nextInMs, warning: null };
  }
  return {
    link: { ...next, status: isLoss ? 'OFFLINE' : 'ONLINE', contrary: 0, first: null },
    change: { kind: isLoss ? 'LOST' : 'RESTORED', first },
    nextInMs: options.intervalMs,
    warning: null,
  };
};

/**
 * Weighs one more probe: whether the link is lost or restored for certain, and when to look again.
 *
 * @param at ISO 8601: when the probe began
 */
export const weighProbe = (link: Link, result: ProbeResult, at: string, options: Hysteresis): Verdict => {
  if (!result.isReachable && !link.hasBeenReached) return neverReached(link, result, options);
  if (result.isReachable === (link.status === 'OFFLINE')) return contradict(link, result, at, options);
  const isFirst = !link.hasBeenReached;
  return {
    link: { ...link, hasBeenReached: true, contrary: 0, first: null },
    change: isFirst ? { kind: 'REACHED', first: { at, reason: `${result.stage}: ${result.reason}` } } : null,
    nextInMs: options.intervalMs,
    warning: null,
  };
};
