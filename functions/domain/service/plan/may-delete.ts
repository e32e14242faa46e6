import { isMadeBy, ownershipKeys } from '../ownership.ts';
import type { MayDelete } from './action.ts';

/** What a teardown may delete: what is the service's own, and what is nobody's where the request says `allowExisting`. */
export const mayTearDown =
  (allowExisting: boolean): MayDelete =>
  (tags, ownership) => {
    if (ownership === 'OURS' || (ownership === 'UNOWNED' && allowExisting)) return null;
    return ownership === 'OTHERS'
      ? `it belongs to ${tags[ownershipKeys.service]}`
      : 'not made by a deployment of this service; allowExisting=true deletes it all the same';
  };

/** Why undoing leaves what was there before the run. */
export const notMadeByRun = 'not made by this run';

/** What undoing may delete: what the execution made. */
export const mayUndo =
  (execution: string): MayDelete =>
  (tags, ownership) =>
    ownership === 'OURS' && isMadeBy(tags, execution) ? null : notMadeByRun;
