import { errorMessage } from '../../../shared/errors.ts';
import type { LogLevel } from '../../contract.ts';
import type { Engine } from '../engine.ts';
import type { StateKeeper } from '../state-keeper.ts';

/** What changing back needs. */
export interface Tools {
  engine: Engine;
  state: StateKeeper;
  /** A line of the log. */
  say(level: LogLevel, message: string): void;
}

/** Docker ends a paused container when it is restarted itself; ecs-init then makes a new one, mostly. */
const words: Readonly<Record<string, [LogLevel, string]>> = {
  running: ['INFO', 'ecs agent runs: somebody else has unpaused it'],
  exited: ['WARNING', 'the ecs agent that was paused has exited; where no other one runs: systemctl restart ecs'],
  dead: ['WARNING', 'the ecs agent that was paused is dead; where no other one runs: systemctl restart ecs'],
};

const attempt = async ({ engine, say }: Tools, id: string): Promise<void> => {
  const agent = await engine.inspectContainer(id);
  if (agent === undefined) {
    say('INFO', 'the ecs agent that was paused is gone');
  } else if (agent.state === 'paused') {
    await engine.unpause(id);
    say('INFO', 'ecs agent unpaused..');
  } else {
    const [level, message] = words[agent.state] ?? ['WARNING', `ecs agent is ${agent.state}, not paused`];
    say(level, message);
  }
};

/**
 * Unpauses the agent that the sentry has paused, and no other. Safe to repeat.
 *
 * @returns whether no agent is left that the sentry has paused; false: the Engine refused, to be tried again soon
 */
export const unpauseAgent = async (tools: Tools): Promise<boolean> => {
  const { engine, state, say } = tools;
  const id = state.current.pausedAgent;
  if (id === null) return true;
  try {
    // Where describing fails, unpausing may work all the same.
    await attempt(tools, id).catch(() => engine.unpause(id));
  } catch (error) {
    say('ERROR', `ecs agent could not be unpaused: ${errorMessage(error)}; it is tried again`);
    return false;
  }
  await state.change((current) => ({ ...current, pausedAgent: null })).catch(() => undefined);
  return true;
};
