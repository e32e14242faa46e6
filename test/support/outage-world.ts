import type { Engine } from '../../layers/sentry/src/engine.ts';
import { type GoOffline, type GoOfflineTools, goOffline } from '../../layers/sentry/src/protect/go-offline.ts';
import { initialState, type SentryState } from '../../layers/sentry/src/state.ts';
import { type StateKeeper, stateKeeper } from '../../layers/sentry/src/state-keeper.ts';

/** A sentry in an outage, with what it said, called and wrote. */
export interface OutageWorld extends GoOffline {
  state: StateKeeper;
  /** The log, `LEVEL message`. */
  lines: string[];
  /** Calls of the Engine and writes of the state, in order: `pause <id>`, `write`. */
  calls: string[];
  /** Another sentry that finds the state as this one left it. */
  next(changes?: Partial<OutageChanges>): OutageWorld;
}

/** What a test has otherwise. */
export interface OutageChanges {
  state: Partial<SentryState>;
  options: Partial<GoOfflineTools['options']>;
  ownContainer: string;
  aliveAt: Date;
  /** Instead of the Engine's own calls. */
  engine: Partial<Engine>;
}

const listening = (engine: Engine, calls: string[]): Engine =>
  new Proxy(engine, {
    get: (target, name: keyof Engine) => (first: string, second: never) => {
      calls.push(typeof first === 'string' ? `${name} ${first}` : name);
      return (target[name] as (...args: unknown[]) => unknown)(first, second);
    },
  });

/** @param since when the outage began, unless the state says otherwise */
export const startOutage = (engine: Engine, since: Date, changes: Partial<OutageChanges> = {}): OutageWorld => {
  const lines: string[] = [];
  const calls: string[] = [];
  const begun: SentryState = {
    ...initialState(),
    phase: 'OFFLINE',
    reachedEndpoint: 'ecs.eu-west-1.amazonaws.com:443',
    outageStartedAt: since.toISOString(),
    outageReason: 'dns: no such name',
    ...changes.state,
  };
  const state = stateKeeper(begun, async () => {
    calls.push('write');
  });
  const { look } = goOffline({
    engine: listening({ ...engine, ...changes.engine }, calls),
    state,
    options: {
      ...{ restartPolicy: { Name: 'on-failure', MaximumRetryCount: 0 }, isDryRun: false },
      ...{ intervalMs: 20_000, probeTimeoutMs: 5_000, ...changes.options },
    },
    ownContainer: changes.ownContainer,
    aliveAt: changes.aliveAt,
    now: () => new Date(),
    say: (level, message) => lines.push(`${level} ${message}`),
  });
  const next: OutageWorld['next'] = (more = {}) =>
    startOutage(engine, since, { ...more, state: { ...state.current, ...more.state } });
  return { state, lines, calls, look, next };
};
