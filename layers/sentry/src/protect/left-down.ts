import type { DescribedContainer } from '../engine.ts';
import type { ProtectedContainer } from '../state.ts';

/** When things happened; milliseconds since 1970. */
export interface Times {
  /** The last moment at which the link may have been there: what ended before it is ECS's own business. */
  linkSeenAt: number;
  /** The first failed probe. */
  outageStartedAt: number;
  /** When the Engine started, as far as it tells. */
  engineStartedAt: number | undefined;
  /** When the Engine, or the sentry, was last known to be up before that; undefined: nobody knows. */
  aliveAt: number | undefined;
}

/** A shutdown takes seconds between its first container and the last answer of the Engine. */
const shutdownMs = 20_000;
/** The Engine dates what ended without it while it starts. */
const startMs = 2_000;
/** Where nobody knows when the Engine was last up. */
const unknownMs = 120_000;
/** SIGKILL and SIGTERM, as `docker stop` leaves them. */
const stopCodes = [137, 143];

const finished = ({ finishedAt }: DescribedContainer): number => Date.parse(finishedAt);

/**
 * Whether a container went down with the Engine, in a restart of it or of the host since the outage began: then nobody starts it, ECS
 * being away, not even where it ended well on being told to.
 */
const isLeftByEngine = (container: DescribedContainer, times: Times): boolean => {
  const { engineStartedAt, aliveAt, linkSeenAt } = times;
  if (engineStartedAt === undefined || engineStartedAt < linkSeenAt) return false;
  const downSince = (aliveAt ?? engineStartedAt - unknownMs) - shutdownMs;
  return finished(container) >= downSince && finished(container) <= engineStartedAt + startMs;
};

/** Before the first failed probe, the agent may have stopped it as ECS wished. */
const isCrash = (container: DescribedContainer, { linkSeenAt, outageStartedAt }: Times): boolean =>
  container.exitCode !== 0 &&
  finished(container) >= linkSeenAt &&
  (finished(container) >= outageStartedAt || !stopCodes.includes(container.exitCode));

/** Why a container that nobody protects yet is to be started, in words; undefined: it stays down. */
export const reasonToStart = (container: DescribedContainer, times: Times): string | undefined => {
  if (container.state !== 'exited') return undefined;
  if (isCrash(container, times)) return `has exited with ${container.exitCode}`;
  if (isLeftByEngine(container, times)) return 'went down with the Docker Engine';
  return undefined;
};

/**
 * Why a container that is protected is to be started all the same: Docker restarts it only where it crashes under its policy. What a
 * person has stopped, what has ended well and what has used up its retries stays down.
 */
export const reasonToStartAgain = (
  container: DescribedContainer,
  kept: ProtectedContainer,
  /** Until when it may have had another policy. */
  unprotectedUntil: number,
  times: Times,
): string | undefined => {
  if (container.state !== 'exited') return undefined;
  if (kept.isBeingStopped) return 'was stopped for a link that is lost again';
  const isUntouched = container.startedAt === kept.startedAt && container.restartCount === kept.restartCount;
  if (isUntouched && kept.wasStartedBySentry) return 'has not been started yet';
  if (isUntouched && finished(container) <= unprotectedUntil && container.exitCode !== 0) {
    return `had exited with ${container.exitCode} before it was protected`;
  }
  return isLeftByEngine(container, times) ? 'went down with the Docker Engine' : undefined;
};
