import type { ReconnectStrategy } from '../../contract.ts';
import type { DescribedContainer } from '../engine.ts';
import { isSamePolicy, policyWords } from '../restart-policy.ts';
import type { ProtectedContainer, RestartPolicy } from '../state.ts';

/** What is done about a container that was protected, now that the link is back. */
export type Action =
  /** It gets its own policy again; null where it has it, or where somebody else has given it another one. */
  | { kind: 'RESTORE'; policy: RestartPolicy | null; reason: string }
  /** It is stopped and removed: ECS knows nothing of its restart and starts a new one. */
  | { kind: 'REMOVE'; isUp: boolean; reason: string }
  /** It was restarted and goes on with its own policy. */
  | { kind: 'KEEP'; policy: RestartPolicy | null; reason: string }
  /** It was restarted and goes on until a newer container is there. */
  | { kind: 'WAIT'; reason: string }
  /** Nothing can be changed back. */
  | { kind: 'FORGET'; reason: string };

/** What a restarted container is judged by. */
export interface Judgement {
  strategy: ReconnectStrategy;
  /** Name of the newer container of the same family and container name that has taken over; only `graceful` asks. */
  replacement: string | undefined;
  /** Whether `--reconnect-timeout` has passed; only `graceful` asks. */
  isOverdue: boolean;
}

/** Who started a container again since it was protected; null: nobody has. */
export const restarter = (kept: ProtectedContainer, now: DescribedContainer): 'docker' | 'the sentry' | null => {
  if (now.startedAt === kept.startedAt && now.restartCount <= kept.restartCount) return null;
  return kept.wasStartedBySentry ? 'the sentry' : 'docker';
};

const normal = ({ Name, MaximumRetryCount }: RestartPolicy): RestartPolicy => ({
  // The Engine's update takes an empty name for "leave it as it is".
  Name: Name === '' ? 'no' : Name,
  MaximumRetryCount: Name === 'on-failure' ? MaximumRetryCount : 0,
});

/** The policy to set, so that only what the sentry set is set back, and to what it was. */
export const policyToRestore = (
  kept: ProtectedContainer,
  now: DescribedContainer,
): { policy: RestartPolicy | null; words: string } => {
  const before = normal(kept.policyBefore);
  if (isSamePolicy(now.restartPolicy, before)) {
    return { policy: null, words: `has restart policy ${policyWords(before)}` };
  }
  if (isSamePolicy(now.restartPolicy, kept.policySet)) {
    return { policy: before, words: `set container restart policy back to ${policyWords(before)}` };
  }
  const found = policyWords(now.restartPolicy);
  return { policy: null, words: `somebody has given it restart policy ${found} meanwhile: left` };
};

const isUp = ({ state }: DescribedContainer): boolean => ['running', 'restarting', 'paused'].includes(state);

const aboutRestarted = (
  kept: ProtectedContainer,
  now: DescribedContainer,
  by: string,
  { strategy, replacement, isOverdue }: Judgement,
): Action => {
  const restarted = `container has been restarted by ${by}`;
  const removal = (why: string): Action => ({ kind: 'REMOVE', isUp: isUp(now), reason: `${restarted}, ${why}` });
  if (strategy === 'preserve') {
    const { policy, words } = policyToRestore(kept, now);
    return { kind: 'KEEP', policy, reason: `${restarted}, preserved; ${words}` };
  }
  if (strategy !== 'graceful') return removal('stopping & removing..');
  // The sentry was killed while it removed it: what had taken over then has done so once and for all.
  if (kept.isBeingStopped === true) return removal('stopping & removing..');
  if (!isUp(now)) return removal(`is ${now.state} now, removing..`);
  if (replacement !== undefined) return removal(`${replacement} has taken over, stopping & removing..`);
  if (isOverdue) return removal('no newer container has come in time, stopping & removing..');
  return { kind: 'WAIT', reason: `${restarted}, goes on until a newer container has taken over` };
};

/**
 * Decides what is to be done about one container. To be asked again, with a fresh description, right before it is done: containers
 * crash and are restarted while others are being stopped.
 */
export const decide = (kept: ProtectedContainer, now: DescribedContainer | undefined, judgement: Judgement): Action => {
  if (now === undefined) return { kind: 'FORGET', reason: 'container is gone' };
  if (now.state === 'removing') return { kind: 'FORGET', reason: 'container is being removed by somebody else' };
  const by = restarter(kept, now);
  if (by !== null) return aboutRestarted(kept, now, by, judgement);
  // The Engine refuses to change what it could not remove whole.
  if (now.state === 'dead') return { kind: 'FORGET', reason: 'container is dead' };
  const { policy, words } = policyToRestore(kept, now);
  return { kind: 'RESTORE', policy, reason: words };
};
