import { clusterLabel, containerNameLabel, familyLabel, taskArnLabel } from '../../layers/sentry/contract.ts';
import type { ComeBackTools } from '../../layers/sentry/src/come-back/pass.ts';
import type { Engine } from '../../layers/sentry/src/engine.ts';
import { initialState, type ProtectedContainer, type SentryState } from '../../layers/sentry/src/state.ts';
import { stateKeeper } from '../../layers/sentry/src/state-keeper.ts';

/** The policy that containers have during the outages of tests. */
export const onFailure = { Name: 'on-failure', MaximumRetryCount: 0 };

/** Protects a container as going offline does: remembered, then changed. */
export const protect = async (engine: Engine, id: string): Promise<ProtectedContainer> => {
  const container = await engine.inspectContainer(id);
  if (container === undefined) throw new Error(`there is no container ${id}`);
  const { name, labels, restartPolicy, startedAt, restartCount } = container;
  await engine.updateRestartPolicy(id, onFailure);
  return {
    ...{ id, name, startedAt, restartCount },
    cluster: labels[clusterLabel] ?? '',
    taskArn: labels[taskArnLabel] ?? '',
    family: labels[familyLabel] ?? '',
    containerName: labels[containerNameLabel] ?? '',
    policyBefore: restartPolicy,
    policySet: onFailure,
    protectedAt: new Date().toISOString(),
    wasStartedBySentry: false,
  };
};

/** The state in the middle of an outage. */
export const outageState = (containers: ProtectedContainer[], pausedAgent: string | null): SentryState => ({
  ...initialState(),
  reachedEndpoint: 'ecs.eu-west-1.amazonaws.com:443',
  phase: 'OFFLINE',
  outageStartedAt: '2026-11-20T10:00:00.000Z',
  outageReason: 'dns: no such name',
  containers: Object.fromEntries(containers.map((container) => [container.id, container])),
  pausedAgent,
});

/** What coming back needs, and what it said, wrote and was told. */
export interface ComeBackWorld extends ComeBackTools {
  /** The log, `LEVEL message`. */
  lines: string[];
  /** Every state that was written. */
  written: SentryState[];
  /** Loses the link. */
  loseLink(): void;
}

export const comeBackWorld = (
  engine: Engine,
  state: SentryState,
  options: Partial<ComeBackTools['options']> = {},
  now: () => Date = () => new Date(),
): ComeBackWorld => {
  const link = new AbortController();
  const lines: string[] = [];
  const written: SentryState[] = [];
  return {
    ...{ engine, now, lines, written },
    state: stateKeeper(state, async (changed) => {
      written.push(changed);
    }),
    options: { reconnect: 'cleanup', stopTimeoutSeconds: 10, reconnectTimeoutMs: 300_000, ...options },
    signal: link.signal,
    say: (level, message) => lines.push(`${level} ${message}`),
    loseLink: () => link.abort(),
  };
};
