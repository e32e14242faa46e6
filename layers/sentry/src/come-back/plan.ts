import type { ReconnectStrategy } from '../../contract.ts';
import type { DescribedContainer } from '../engine.ts';
import type { SentryState } from '../state.ts';
import { type Action, decide } from './decide.ts';

/** What coming back would do, in order. */
export interface ComeBackPlan {
  /** When the agent that the sentry has paused is unpaused; null where it has paused none. */
  agent: 'FIRST' | 'LAST' | null;
  containers: { name: string; cluster: string; action: Action }[];
}

/**
 * What coming back would do if nothing happened until then; it decides again for each container when it comes to it.
 *
 * @param described the containers of the state that are there, by their ids
 */
export const planComeBack = (
  state: SentryState,
  described: ReadonlyMap<string, DescribedContainer>,
  strategy: ReconnectStrategy,
): ComeBackPlan => {
  const judgement = { strategy, replacement: undefined, isOverdue: false };
  const containers = Object.values(state.containers).map((kept) => ({
    ...{ name: kept.name, cluster: kept.cluster },
    action: decide(kept, described.get(kept.id), judgement),
  }));
  // As it is carried out: policies go back before anything is stopped.
  const [stops, others] = [true, false].map((isStop) =>
    containers.filter(({ action }) => (action.kind === 'REMOVE') === isStop),
  );
  const agent = state.pausedAgent === null ? null : strategy === 'graceful' ? 'FIRST' : 'LAST';
  return { agent, containers: [...(others ?? []), ...(stops ?? [])] };
};

const agentLine = 'the ecs agent would be unpaused';

/** The plan in words, a line for each change. */
export const planLines = ({ agent, containers }: ComeBackPlan): string[] => [
  ...(agent === 'FIRST' ? [agentLine] : []),
  ...containers.map(
    ({ name, cluster, action }) => `container name: ${name}, ecs cluster: ${cluster}: ${action.kind}: ${action.reason}`,
  ),
  ...(agent === 'LAST' ? [agentLine] : []),
];
