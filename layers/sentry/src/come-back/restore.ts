import type { ProtectedContainer } from '../state.ts';
import { type Look, look, type Pass, sayOf, settle } from './pass.ts';

/** What needs no change of the policy: 'again' where the policy has just been changed and the container is to be looked at once more. */
const sort = async (pass: Pass, kept: ProtectedContainer, seen: Look): Promise<void> => {
  switch (seen.kind) {
    case 'REMOVE':
      pass.removals.push(kept);
      break;
    case 'WAIT':
      pass.waiting.push(kept);
      break;
    case 'FORGET':
      sayOf(pass, kept, seen.reason);
      await settle(pass, kept, 'gone', seen.by);
      break;
    case 'KEEP':
      sayOf(pass, kept, seen.reason);
      await settle(pass, kept, 'preserved', seen.by);
      break;
    case 'RESTORE':
      sayOf(pass, kept, seen.reason);
      await settle(pass, kept, 'restored', seen.by);
  }
};

/**
 * Gives a container its own policy again, or notes that it is to be removed or to be waited for. It is looked at again once the policy
 * is back: what crashed in between was restarted under the sentry's policy, and would be kept as an orphan.
 */
export const restoreContainer = async (pass: Pass, kept: ProtectedContainer): Promise<void> => {
  const seen = await look(pass, kept);
  if ((seen.kind !== 'RESTORE' && seen.kind !== 'KEEP') || seen.policy === null) return sort(pass, kept, seen);
  await pass.tools.engine.updateRestartPolicy(kept.id, seen.policy);
  const after = await look(pass, kept);
  const isAsExpected = after.kind === seen.kind;
  return sort(pass, kept, isAsExpected ? { ...after, reason: seen.reason } : after);
};
