import { errorMessage } from '../../shared/errors.ts';
import { policyToRestore, restarter } from './come-back/decide.ts';
import { withoutContainer } from './come-back/tally.ts';
import { type Tools, unpauseAgent } from './come-back/unpause-agent.ts';
import { sideBySide } from './side-by-side.ts';
import { initialState, type ProtectedContainer } from './state.ts';

/** What `release` did. */
export interface ReleaseResult {
  /** Whether nothing of the sentry's is left; false: what failed stands in the state file, to be released again. */
  isReleased: boolean;
  /** Names of containers: policy set back, gone, not done. */
  restored: string[];
  gone: string[];
  failed: string[];
  /** Those that were restarted during the outage and run on; ECS's agent decides about them. */
  restarted: string[];
  agent: 'UNPAUSED' | 'NOT_PAUSED' | 'FAILED';
}

const width = 10;

const releaseContainer = async (
  { engine, state, say }: Tools,
  kept: ProtectedContainer,
  result: ReleaseResult,
): Promise<void> => {
  const about = `container name: ${kept.name}, ecs cluster: ${kept.cluster}`;
  const now = await engine.inspectContainer(kept.id);
  const { policy, words } = now === undefined ? { policy: null, words: 'is gone' } : policyToRestore(kept, now);
  if (policy !== null) await engine.updateRestartPolicy(kept.id, policy);
  say('INFO', `${about}: ${words}`);
  const by = now === undefined ? null : restarter(kept, now);
  if (by !== null) {
    say('WARNING', `${about}: was restarted by ${by} during the outage and is left as it is`);
    result.restarted.push(kept.name);
  }
  (now === undefined ? result.gone : result.restored).push(kept.name);
  await state.change((current) => withoutContainer(current, kept.id, now === undefined ? 'gone' : 'restored', by));
};

const guarded = async (tools: Tools, kept: ProtectedContainer, result: ReleaseResult): Promise<void> => {
  try {
    await releaseContainer(tools, kept, result);
  } catch (error) {
    tools.say('ERROR', `container name: ${kept.name}, ecs cluster: ${kept.cluster}: ${errorMessage(error)}`);
    result.failed.push(kept.name);
  }
};

/**
 * Gives every container that the sentry has changed its own restart policy again and unpauses the agent, from the state file; stops and
 * removes nothing. Safe to repeat. Not to be done while the sentry runs, which would write over the state: see lock.ts.
 */
export const release = async (tools: Tools): Promise<ReleaseResult> => {
  const { state } = tools;
  const hadPaused = state.current.pausedAgent !== null;
  const result: ReleaseResult = {
    ...{ isReleased: false, agent: 'NOT_PAUSED' },
    ...{ restored: [], gone: [], failed: [], restarted: [] },
  };
  try {
    await sideBySide(Object.values(state.current.containers), width, (kept) => guarded(tools, kept, result));
  } finally {
    if (hadPaused) result.agent = (await unpauseAgent(tools)) ? 'UNPAUSED' : 'FAILED';
  }
  if (result.failed.length > 0 || result.agent === 'FAILED') return result;
  await state.change(({ reachedEndpoint }) => ({ ...initialState(), reachedEndpoint }));
  return { ...result, isReleased: true };
};
