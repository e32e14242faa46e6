import { errorMessage } from '../../../shared/errors.ts';
import type { ReconnectStrategy } from '../../contract.ts';
import { sideBySide } from '../side-by-side.ts';
import type { ProtectedContainer } from '../state.ts';
import { type ComeBackTools, guarded, isOver, keep, type Pass } from './pass.ts';
import { removeContainer } from './remove.ts';
import { findReplacements } from './replacement.ts';
import { restoreContainer } from './restore.ts';
import { unpauseAgent } from './unpause-agent.ts';

/** How a pass ended. */
export interface ComeBackResult {
  /**
   * DONE: nothing is left; WAITING: restarted containers go on until a newer one is there (`graceful`); REPEAT: the Engine refused
   * something; LINK_LOST: broken off, what is left stands in the state and is protected as before.
   */
  status: 'DONE' | 'WAITING' | 'REPEAT' | 'LINK_LOST';
  /** Names of containers. */
  waiting: string[];
  failed: string[];
  /** Whether the agent is not paused by the sentry any more. */
  isAgentFree: boolean;
}

/** Calls that the Engine answers at once. */
const width = 10;

/**
 * Stops are mostly waiting: a hundred containers that ignore SIGTERM must all wait at the same time to be done within one
 * `--stop-timeout`.
 */
const removalWidth = (strategy: ReconnectStrategy): number => (strategy === 'rolling' ? 1 : 100);

const begin = async (tools: ComeBackTools): Promise<Pass> => {
  const now = tools.now();
  const { outageEndedAt, phase } = tools.state.current;
  const endedAt = outageEndedAt ?? now.toISOString();
  const isOverdue = now.getTime() - Date.parse(endedAt) >= tools.options.reconnectTimeoutMs;
  const pass: Pass = {
    ...{ tools, isOverdue, silentCalls: 0 },
    ...{ replacements: new Map(), removals: [], waiting: [], failed: [] },
  };
  if (phase !== 'RECONCILING' || outageEndedAt === null) {
    await keep(pass, (state) => ({ ...state, phase: 'RECONCILING', outageEndedAt: endedAt }));
  }
  return pass;
};

/** Sees which of those that wait have been replaced: they are removed in this pass. */
const sortWaiting = async (pass: Pass): Promise<void> => {
  const { engine, state, say } = pass.tools;
  const { outageEndedAt } = state.current;
  if (outageEndedAt === null) return;
  try {
    pass.replacements = await findReplacements(engine, state.current, pass.waiting, outageEndedAt);
  } catch (error) {
    say('ERROR', `newer containers could not be looked for: ${errorMessage(error)}; it is tried again`);
  }
  const isReplaced = ({ id }: ProtectedContainer): boolean => pass.replacements.has(id);
  pass.removals.push(...pass.waiting.filter(isReplaced));
  pass.waiting = pass.waiting.filter((kept) => !isReplaced(kept));
};

const changeBack = async (pass: Pass): Promise<void> => {
  const { state, options } = pass.tools;
  // First: from here on nothing restarts that has not been restarted before, however long the stops take.
  await sideBySide(Object.values(state.current.containers), width, guarded(pass, restoreContainer));
  if (!isOver(pass)) await sortWaiting(pass);
  await sideBySide(pass.removals, removalWidth(options.reconnect), guarded(pass, removeContainer));
};

const statusOf = (pass: Pass, isAgentFree: boolean): ComeBackResult['status'] => {
  const left = Object.keys(pass.tools.state.current.containers).length;
  if (!isAgentFree || left > pass.waiting.length) return 'REPEAT';
  return left === 0 ? 'DONE' : 'WAITING';
};

/**
 * Changes back what an outage made necessary, as `--reconnect` says; one pass, to be repeated until it is DONE. Safe to repeat, and to
 * be killed at any moment. The agent is unpaused in the end whatever failed, unless the link is lost again.
 */
export const comeBack = async (tools: ComeBackTools): Promise<ComeBackResult> => {
  const pass = await begin(tools);
  try {
    if (tools.options.reconnect === 'graceful' && !tools.signal.aborted) await unpauseAgent(tools);
    await changeBack(pass);
  } finally {
    if (!tools.signal.aborted) await unpauseAgent(tools);
  }
  const [waiting, failed] = [pass.waiting.map(({ name }) => name), pass.failed];
  const isAgentFree = tools.state.current.pausedAgent === null;
  if (!tools.signal.aborted) return { status: statusOf(pass, isAgentFree), waiting, failed, isAgentFree };
  await keep(pass, (state) => ({ ...state, outageEndedAt: null }));
  return { status: 'LINK_LOST', waiting, failed, isAgentFree };
};
