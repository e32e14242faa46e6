import { clusterLabel, containerNameLabel, familyLabel, type LogLevel, taskArnLabel } from '../../contract.ts';
import type { DescribedContainer, ListedContainer } from '../engine.ts';
import { isNoPolicy, isSamePolicy, policyWords } from '../restart-policy.ts';
import type { ProtectedContainer, RestartPolicy, SentryState } from '../state.ts';
import { reasonToStart, reasonToStartAgain, type Times } from './left-down.ts';

/** What is said about what is not changed. */
export interface Remark {
  level: LogLevel;
  message: string;
}

/** What is done to a container, in this order; remembered before. */
export interface Protection {
  container: ProtectedContainer;
  setsPolicy: boolean;
  /** Why it is started; null: it is not. */
  start: string | null;
}

/** What a look leads to. */
export type Judgement = Protection | Remark | undefined;

const subject = ({ name, labels }: ListedContainer): string =>
  `container name: ${name}, ecs cluster: ${labels[clusterLabel] ?? ''}:`;

const info = (container: ListedContainer, words: string): Remark => ({
  level: 'INFO',
  message: `${subject(container)} ${words}`,
});

/** What is decided by, beside the container. */
export interface Circumstances {
  policy: RestartPolicy;
  times: Times;
  /** ISO 8601. */
  now: string;
  /** Of this look, all of them: has another one taken its place? */
  others: readonly DescribedContainer[];
  /** When policies were set, as far as this sentry has done it; milliseconds, by id. */
  setAt: ReadonlyMap<string, number>;
}

/** Where another sentry has set the policy: between a look and the policy that it leads to. */
const changeMs = 10_000;

const isUp = ({ state }: ListedContainer): boolean => ['running', 'paused', 'restarting'].includes(state);

const isSameRole = (one: ListedContainer, other: ListedContainer): boolean =>
  [clusterLabel, familyLabel, containerNameLabel].every((label) => one.labels[label] === other.labels[label]);

/** ECS started another one when it had ended, while the link was still there. */
const isReplaced = (container: DescribedContainer, others: readonly DescribedContainer[]): boolean =>
  others.some(
    (other) =>
      isUp(other) && isSameRole(container, other) && Date.parse(other.startedAt) > Date.parse(container.finishedAt),
  );

const protectedFrom = (container: DescribedContainer, circumstances: Circumstances): ProtectedContainer => ({
  id: container.id,
  name: container.name,
  cluster: container.labels[clusterLabel] ?? '',
  taskArn: container.labels[taskArnLabel] ?? '',
  family: container.labels[familyLabel] ?? '',
  containerName: container.labels[containerNameLabel] ?? '',
  policyBefore: container.restartPolicy,
  policySet: circumstances.policy,
  protectedAt: circumstances.now,
  startedAt: container.startedAt,
  restartCount: container.restartCount,
  wasStartedBySentry: false,
});

/** It is noted as it is found, so that its start is seen as one. */
const started = (kept: ProtectedContainer, { startedAt, restartCount }: DescribedContainer): ProtectedContainer => ({
  ...kept,
  startedAt,
  restartCount,
  wasStartedBySentry: true,
  isBeingStopped: false,
});

const judgeNew = (container: DescribedContainer, circumstances: Circumstances): Judgement => {
  if (container.isAutoRemoved) return info(container, 'is removed when it ends (--rm): Docker takes no restart policy');
  if (!isNoPolicy(container.restartPolicy)) {
    return info(container, `has restart policy ${policyWords(container.restartPolicy)} of its own: kept`);
  }
  const kept = protectedFrom(container, circumstances);
  if (isUp(container)) return { container: kept, setsPolicy: true, start: null };
  const start = reasonToStart(container, circumstances.times);
  if (start === undefined) return undefined;
  if (isReplaced(container, circumstances.others)) return info(container, `${start}; a newer one runs: left`);
  return { container: started(kept, container), setsPolicy: true, start };
};

/** Why it stays down, where somebody may wonder. */
const remarkDown = (container: DescribedContainer, kept: ProtectedContainer): Judgement => {
  if (container.state === 'dead') {
    return { level: 'WARNING', message: `${subject(container)} is dead: Docker cannot start it any more` };
  }
  if (container.state !== 'exited' || container.exitCode === 0) return undefined;
  const { MaximumRetryCount: limit } = kept.policySet;
  if (limit > 0 && container.restartCount >= limit) {
    return { level: 'WARNING', message: `${subject(container)} has used up its ${limit} restarts: left` };
  }
  return info(container, `was stopped by somebody (exit code ${container.exitCode}): left`);
};

const judgeKept = (
  container: DescribedContainer,
  kept: ProtectedContainer,
  circumstances: Circumstances,
): Judgement => {
  const { times, setAt } = circumstances;
  const isPolicySet = isSamePolicy(container.restartPolicy, kept.policySet);
  if (!isPolicySet && !isSamePolicy(container.restartPolicy, kept.policyBefore)) {
    return info(container, `somebody has set restart policy ${policyWords(container.restartPolicy)}: kept`);
  }
  const setBy = setAt.get(container.id) ?? Date.parse(kept.protectedAt) + changeMs;
  const unprotectedUntil = isPolicySet ? setBy : Number.POSITIVE_INFINITY;
  const start = reasonToStartAgain(container, kept, unprotectedUntil, times) ?? null;
  if (start !== null) return { container: started(kept, container), setsPolicy: !isPolicySet, start };
  if (!isPolicySet && isUp(container)) return { container: kept, setsPolicy: true, start };
  return remarkDown(container, kept);
};

/** Decides about one container of ECS, of what is true of it now and of what was remembered. */
export const judge = (container: DescribedContainer, state: SentryState, circumstances: Circumstances): Judgement => {
  if (container.state === 'removing') return undefined;
  const kept = state.containers[container.id];
  return kept === undefined ? judgeNew(container, circumstances) : judgeKept(container, kept, circumstances);
};

/** What is done about the agent. */
export type AgentPlan =
  | { pause: ListedContainer }
  /** Still: it does no harm as it is. */
  | { pause: undefined; isStill: boolean; remark: Remark | undefined };

const left = (level: LogLevel, message: string, isStill = true): AgentPlan => ({
  pause: undefined,
  isStill,
  remark: { level, message },
});

/** @param agents the preferred one first */
export const planAgent = (agents: readonly ListedContainer[], pausedAgent: string | null): AgentPlan => {
  const [agent] = agents;
  if (agent === undefined) return left('WARNING', 'no ecs agent container found: nothing to pause');
  const isOurs = agents.some(({ id, state }) => id === pausedAgent && state === 'paused');
  if (agent.state === 'running') {
    // It could not be remembered beside the other one, which would be paused for ever.
    if (isOurs && agent.id !== pausedAgent)
      return left('WARNING', `a second ecs agent runs: ${agent.name} is left running`, false);
    return { pause: agent };
  }
  if (isOurs) return { pause: undefined, isStill: true, remark: undefined };
  if (agent.state === 'paused') return left('INFO', `ecs agent ${agent.name} was paused by somebody else: left`);
  if (agent.state === 'restarting') return left('WARNING', `ecs agent ${agent.name} restarts again and again`, false);
  return left('WARNING', `ecs agent ${agent.name} is ${agent.state}: nothing to pause`);
};
