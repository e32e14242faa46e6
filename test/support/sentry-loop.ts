import type { OutageRecord } from '../../layers/sentry/contract.ts';
import type { Clock } from '../../layers/sentry/src/clock.ts';
import type { SentryOptions } from '../../layers/sentry/src/options.ts';
import type { Actions, SentryParts } from '../../layers/sentry/src/parts.ts';
import type { ProbeResult } from '../../layers/sentry/src/probe-result.ts';
import type { Heartbeat } from '../../layers/sentry/src/records.ts';
import { initialState, type SentryState } from '../../layers/sentry/src/state.ts';
import { stateKeeper } from '../../layers/sentry/src/state-keeper.ts';

export const sentryOptions: SentryOptions = {
  region: 'eu-west-1',
  endpoint: { host: 'ecs.eu-west-1.amazonaws.com', port: 443 },
  proxy: null,
  intervalMs: 20_000,
  probeTimeoutMs: 5_000,
  offlineAfter: 2,
  onlineAfter: 2,
  restartPolicy: { Name: 'on-failure', MaximumRetryCount: 0 },
  reconnect: 'cleanup',
  stopTimeoutSeconds: 10,
  reconnectTimeoutMs: 300_000,
  logFile: '/nowhere/log',
  logLevel: 'INFO',
  logFormat: 'text',
  stateDirectory: '/nowhere',
  dockerHost: 'unix:///nowhere.sock',
  isDryRun: false,
  isOnce: false,
};

/** A state that remembers the endpoint of `sentryOptions`. */
export const reachedState = (state: Partial<SentryState> = {}): SentryState => ({
  ...initialState(),
  reachedEndpoint: 'ecs.eu-west-1.amazonaws.com:443',
  ...state,
});

const reachable: ProbeResult = {
  isReachable: true,
  stage: 'http',
  reason: 'HTTP 404',
  mayBeMistake: false,
  milliseconds: 9,
};
const unreachable: ProbeResult = {
  isReachable: false,
  stage: 'tcp',
  reason: 'refused',
  mayBeMistake: false,
  milliseconds: 3,
};

/** The loop with fakes, and what it did. */
export interface SentryLoop {
  parts: SentryParts;
  stop: AbortController;
  /** `[tag] message`, in order. */
  lines: string[];
  /** What was done to containers, in order. */
  done: string[];
  /** Milliseconds that were slept, in order. */
  slept: number[];
  beats: Heartbeat[];
  outages: OutageRecord[];
  /** Every state that was written. */
  written: SentryState[];
}

/**
 * @param links what each probe meets: `+` reachable, `-` not; the loop is stopped by SIGTERM after the last
 */
export const sentryLoop = (
  links: string,
  {
    state = reachedState(),
    options = {},
    actions = {},
  }: {
    state?: SentryState;
    options?: Partial<SentryOptions>;
    actions?: Partial<Actions>;
  } = {},
): SentryLoop => {
  const stop = new AbortController();
  const [lines, done, slept]: [string[], string[], number[]] = [[], [], []];
  const [beats, outages, written]: [Heartbeat[], OutageRecord[], SentryState[]] = [[], [], []];
  let nowMs = Date.parse('2026-03-01T12:00:00.000Z');
  const clock: Clock = {
    now: () => new Date(nowMs),
    sleep: async (milliseconds, signal) => {
      // As a timer would, after what is ready to run.
      await new Promise((resolve) => setImmediate(resolve));
      if (signal.aborted) return;
      slept.push(milliseconds);
      nowMs += milliseconds;
    },
  };
  const left = [...links];
  const keeper = stateKeeper(state, async (next) => {
    written.push(next);
  });
  const parts: SentryParts = {
    options: { ...sentryOptions, ...options },
    clock,
    state: keeper,
    probe: async () => {
      const link = left.shift();
      if (link === undefined) stop.abort('SIGTERM');
      return link === '-' ? unreachable : reachable;
    },
    actions: {
      goOffline: async () => {
        done.push('goOffline');
        return { isAgentStill: true, failed: [] };
      },
      comeBack: async () => {
        done.push('comeBack');
        await keeper.change((current) => ({
          ...current,
          phase: 'RECONCILING',
          pausedAgent: null,
          outageEndedAt: current.outageEndedAt ?? clock.now().toISOString(),
        }));
        return { status: 'DONE', waiting: [] };
      },
      ...actions,
    },
    records: { beat: (heartbeat) => void beats.push(heartbeat), addOutage: (record) => void outages.push(record) },
    log: { path: '/nowhere/log', problem: null, write: (_, tag, message) => void lines.push(`[${tag}] ${message}`) },
    warnings: () => [],
    rest: () => undefined,
  };
  return { parts, stop, lines, done, slept, beats, outages, written };
};
