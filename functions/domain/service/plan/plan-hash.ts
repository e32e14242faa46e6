import { createHash } from 'node:crypto';
import { canonicalJson } from '../../canonical-json.ts';
import type { PlannedAction } from './action.ts';

/** What a plan's hash is of, besides its actions. */
export interface HashedWith {
  /** SHA-256 of the resolved spec: it tells apart what the actions do not show, such as secret values. */
  specHash: string | null;
  /** ARN of the execution, which differs from the dry run to the run that it approves. */
  execution: string;
}

const doesSomething = ({ action }: Pick<PlannedAction, 'action'>): boolean => action !== 'keep' && action !== 'leave';

/** What would be done, in order: the actions that are neither `keep` nor `leave`. */
export const changingActions = <Action extends Pick<PlannedAction, 'action'>>(actions: readonly Action[]): Action[] =>
  actions.filter(doesSomething);

/**
 * SHA-256 of what would be done, in hexadecimal. The same for a dry run and the run after it as long as nothing changes in
 * between: it covers no ARNs of what is made, no execution, no time, and not the order of an object's members.
 */
export const planHash = (actions: readonly PlannedAction[], { specHash, execution }: HashedWith): string => {
  const covered = changingActions(actions).map(({ arn: _, reason: __, ...action }) => action);
  const text = canonicalJson({ specHash, actions: covered }).replaceAll(execution, 'execution');
  return createHash('sha256').update(text).digest('hex');
};
