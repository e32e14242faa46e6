import type { ProtectedContainer, SentryState } from '../state.ts';
import { keep, look, type Pass, sayOf, settle } from './pass.ts';
import { withContainer } from './tally.ts';

const withReplacement = (state: SentryState, id: string | undefined): SentryState =>
  id === undefined || state.replacements.includes(id) ? state : { ...state, replacements: [...state.replacements, id] };

/** The link is lost: what has been stopped for its return is started again, as nobody else will do it now. */
const startAgain = async (pass: Pass, kept: ProtectedContainer): Promise<void> => {
  sayOf(pass, kept, 'the link is lost again, starting..');
  await pass.tools.engine.start(kept.id);
  await keep(pass, (state) => withContainer(state, kept.id, { isBeingStopped: false }));
};

/**
 * Stops and removes a restarted container. It is looked at again first, and not removed where the link is lost while it stops. Killed in
 * between, the sentry finds it marked in the state file.
 */
export const removeContainer = async (pass: Pass, kept: ProtectedContainer): Promise<void> => {
  const { engine, options, signal } = pass.tools;
  const seen = await look(pass, kept);
  if (seen.kind === 'FORGET') return settle(pass, kept, 'gone', seen.by);
  // It has stopped to be one, e.g. because its newer container is unhealthy again: the next pass sees to it.
  if (seen.kind !== 'REMOVE') return;
  sayOf(pass, kept, seen.reason);
  const replacement = pass.replacements.get(kept.id)?.id;
  await keep(pass, (state) => withReplacement(withContainer(state, kept.id, { isBeingStopped: true }), replacement));
  if (seen.isUp && !signal.aborted) await engine.stop(kept.id, options.stopTimeoutSeconds);
  if (signal.aborted) return seen.isUp ? startAgain(pass, kept) : undefined;
  await engine.remove(kept.id);
  return settle(pass, kept, 'removed', seen.by);
};
