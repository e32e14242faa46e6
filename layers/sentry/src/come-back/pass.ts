import { errorMessage, errorName } from '../../../shared/errors.ts';
import type { ListedContainer } from '../engine.ts';
import type { SentryOptions } from '../options.ts';
import type { ProtectedContainer, SentryState } from '../state.ts';
import { type Action, decide, restarter } from './decide.ts';
import { type Outcome, withoutContainer } from './tally.ts';
import type { Tools } from './unpause-agent.ts';

/** What coming back needs. */
export interface ComeBackTools extends Tools {
  options: Pick<SentryOptions, 'reconnect' | 'stopTimeoutSeconds' | 'reconnectTimeoutMs'>;
  /** Aborted when the link is lost again. */
  signal: AbortSignal;
  now(): Date;
}

/** What a decision was made upon. */
export type Look = Action & { by: 'docker' | 'the sentry' | null };

/** One pass over the containers of an outage. */
export interface Pass {
  tools: ComeBackTools;
  isOverdue: boolean;
  /** Newer containers by the id of those whom they replace. */
  replacements: Map<string, ListedContainer>;
  removals: ProtectedContainer[];
  waiting: ProtectedContainer[];
  /** Names of containers that failed. */
  failed: string[];
  /** Calls in a row that the Engine did not answer at all. */
  silentCalls: number;
}

/** So many unanswered calls mean that the Engine is gone, not that a container is ill: the agent must not wait for a hundred limits. */
const maxSilentCalls = 3;

/** Whether there is no sense in going on with the containers now. */
export const isOver = ({ tools, silentCalls }: Pass): boolean => tools.signal.aborted || silentCalls >= maxSilentCalls;

/** Changes the state; where it cannot be written the pass goes on: what is undone twice is undone. */
export const keep = async ({ tools }: Pass, update: (state: SentryState) => SentryState): Promise<void> => {
  try {
    await tools.state.change(update);
  } catch (error) {
    tools.say('ERROR', `state file could not be written: ${errorMessage(error)}`);
  }
};

export const sayOf = ({ tools }: Pass, { name, cluster }: ProtectedContainer, message: string): void =>
  tools.say('INFO', `container name: ${name}, ecs cluster: ${cluster}: ${message}`);

/** Describes a container and decides, by what is true now. */
export const look = async (pass: Pass, kept: ProtectedContainer): Promise<Look> => {
  const { engine, options } = pass.tools;
  try {
    const now = await engine.inspectContainer(kept.id);
    pass.silentCalls = 0;
    const replacement = pass.replacements.get(kept.id)?.name;
    const judgement = { strategy: options.reconnect, replacement, isOverdue: pass.isOverdue };
    return { ...decide(kept, now, judgement), by: now === undefined ? null : restarter(kept, now) };
  } catch (error) {
    if (errorName(error) !== 'DockerEngineError') pass.silentCalls += 1;
    throw error;
  }
};

/** A container is done with. */
export const settle = (pass: Pass, { id }: ProtectedContainer, outcome: Outcome, by: Look['by']): Promise<void> =>
  keep(pass, (state) => withoutContainer(state, id, outcome, by));

/** Does something about one container: an error is noted and ends nothing else. Nothing is begun once the pass is over. */
export const guarded =
  (pass: Pass, act: (pass: Pass, kept: ProtectedContainer) => Promise<void>) =>
  async (kept: ProtectedContainer): Promise<void> => {
    if (isOver(pass)) return;
    try {
      await act(pass, kept);
    } catch (error) {
      pass.failed.push(kept.name);
      pass.tools.say(
        'ERROR',
        `container name: ${kept.name}, ecs cluster: ${kept.cluster}: ${errorMessage(error)}; it is tried again`,
      );
    }
  };
