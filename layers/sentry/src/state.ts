/** What the sentry has changed and must be able to change back, as its state file keeps it. Written before a change is made. */

/** A restart policy as the Engine has it. */
export interface RestartPolicy {
  /** `no`, `always`, `unless-stopped`, `on-failure`, or empty, which means `no`. */
  Name: string;
  MaximumRetryCount: number;
}

/** A container whose policy was changed, by its id. */
export interface ProtectedContainer {
  id: string;
  name: string;
  cluster: string;
  taskArn: string;
  family: string;
  containerName: string;
  /** What it had before. */
  policyBefore: RestartPolicy;
  policySet: RestartPolicy;
  /** ISO 8601: when it was decided. What crashed before the policy was set is not restarted by Docker. */
  protectedAt: string;
  /** `State.StartedAt` and RestartCount when it was protected: a later start is Docker's or ours. */
  startedAt: string;
  restartCount: number;
  /** It was down when it was found, and was started. */
  wasStartedBySentry: boolean;
  /** It is stopped because the link is back. Where the link is lost before it is removed, it is started again, whatever its exit code. */
  isBeingStopped?: boolean;
}

/** What has become of the containers of an outage that are done with; see OutageRecord. */
export interface Tally {
  protected: number;
  restartedByDocker: number;
  startedBySentry: number;
  removed: number;
  restored: number;
  preserved: number;
}

/** The state file. */
export interface SentryState {
  format: 1;
  /** `host:port` that has answered once: before that nothing is changed, as it may be a typing error. */
  reachedEndpoint: string | null;
  phase: 'ONLINE' | 'OFFLINE' | 'RECONCILING';
  /** ISO 8601: the first failed probe of the outage that lasts. */
  outageStartedAt: string | null;
  outageReason: string | null;
  /** ISO 8601: when coming back began, while it lasts; null again where the link is lost meanwhile. */
  outageEndedAt: string | null;
  tally: Tally;
  /** Ids of newer containers that have taken over from one that was removed: each does so once. */
  replacements: string[];
  containers: Record<string, ProtectedContainer>;
  /** The agent's container, where the sentry has paused it or is about to. */
  pausedAgent: string | null;
}

export const noTally: Readonly<Tally> = {
  protected: 0,
  restartedByDocker: 0,
  startedBySentry: 0,
  removed: 0,
  restored: 0,
  preserved: 0,
};

export const initialState = (): SentryState => ({
  format: 1,
  reachedEndpoint: null,
  phase: 'ONLINE',
  outageStartedAt: null,
  outageReason: null,
  outageEndedAt: null,
  tally: noTally,
  replacements: [],
  containers: {},
  pausedAgent: null,
});
