import type { OutageRecord, ReconnectStrategy } from '../../contract.ts';
import type { ProtectedContainer, SentryState, Tally } from '../state.ts';
import { noTally } from '../state.ts';

/** How a container of the outage ended up. */
export type Outcome = 'removed' | 'restored' | 'preserved' | 'gone';

const counted = (tally: Tally, outcome: Outcome, by: 'docker' | 'the sentry' | null): Tally => ({
  ...tally,
  protected: tally.protected + 1,
  restartedByDocker: tally.restartedByDocker + (by === 'docker' ? 1 : 0),
  startedBySentry: tally.startedBySentry + (by === 'the sentry' ? 1 : 0),
  ...(outcome === 'gone' ? {} : { [outcome]: tally[outcome] + 1 }),
});

/** The state without a container that is done with; its outcome is counted. */
export const withoutContainer = (
  state: SentryState,
  id: string,
  outcome: Outcome,
  by: 'docker' | 'the sentry' | null,
): SentryState => {
  const { [id]: done, ...containers } = state.containers;
  return done === undefined ? state : { ...state, containers, tally: counted(state.tally, outcome, by) };
};

/** The state with a container changed; the same where it is not there any more. */
export const withContainer = (state: SentryState, id: string, change: Partial<ProtectedContainer>): SentryState => {
  const kept = state.containers[id];
  return kept === undefined ? state : { ...state, containers: { ...state.containers, [id]: { ...kept, ...change } } };
};

/** What is told of an outage: what is not done with counts as failed. Undefined where no outage lasts. */
export const outageRecord = (state: SentryState, reconnect: ReconnectStrategy): OutageRecord | undefined => {
  const { outageStartedAt, outageEndedAt, outageReason, tally } = state;
  if (outageStartedAt === null || outageEndedAt === null) return undefined;
  const failed = Object.keys(state.containers).length;
  return {
    version: 1,
    startedAt: outageStartedAt,
    endedAt: outageEndedAt,
    reason: outageReason ?? 'unknown',
    reconnect,
    ...tally,
    protected: tally.protected + failed,
    failed,
  };
};

/** The state once an outage has been told: ONLINE, or RECONCILING while something is left to be changed back. */
export const outageTold = (state: SentryState): SentryState => {
  const isDone = Object.keys(state.containers).length === 0 && state.pausedAgent === null;
  return {
    ...state,
    phase: isDone ? 'ONLINE' : 'RECONCILING',
    outageStartedAt: null,
    outageReason: null,
    outageEndedAt: null,
    tally: noTally,
    replacements: [],
  };
};
