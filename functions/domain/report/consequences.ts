import { lockLeftInWords } from './lock-left.ts';

/** What of a state says how a run that failed has left things. Any of it may be missing: a run may fail anywhere. */
interface FailedState {
  plan?: unknown;
  request?: { dryRun?: boolean };
  failure?: Record<string, unknown>;
  undone?: {
    status: string;
    undone: string[];
    left: { what: string; reason: string; command: string | null }[];
    stands: string[];
  };
  replacement?: { strategy?: string };
  deployment?: unknown;
  teardown?: unknown;
}

const listed = (items: readonly string[]): string => items.join(', ');

const leftInWords = ({ what, reason, command }: { what: string; reason: string; command: string | null }): string =>
  `${what} (${reason})${command === null ? '' : `: ${command}`}`;

const undoing = ({ undone: progress, failure = {} }: FailedState): string[] => {
  if (!progress) {
    return 'UndoChanges' in failure
      ? [
          'undoing it failed as well, so that what this run changed may still stand: start it again, or look at its plan',
        ]
      : [];
  }
  const { status, undone, left, stands } = progress;
  if (stands.length > 0) return [`nothing was undone, as onFailure=keep says; this may stand: ${listed(stands)}`];
  if (undone.length === 0 && left.length === 0 && status !== 'PENDING') return ['nothing had been changed'];
  return [
    ...(undone.length > 0 ? [`undone: ${listed(undone)}`] : []),
    ...(left.length > 0 ? [`NOT undone: ${left.map(leftInWords).join('; ')}`] : []),
    ...(status === 'PENDING' ? ['undoing did not come to its end'] : []),
    ...('UndoChanges' in failure ? ['undoing then failed, so that more may still stand'] : []),
  ];
};

/** A replacement's other half. */
const replacing = ({ replacement, failure = {}, deployment, teardown }: FailedState): string[] => {
  if (!replacement) return [];
  if ('DeployService' in failure && teardown) {
    return [
      'nothing runs now: the old service was torn down before; correct the cause and start replace-service or deploy-service again, or go back ' +
        'with deploy-service and the former spec',
    ];
  }
  if ('DeployService' in failure) return ['the old service was left as it is'];
  if ('TeardownService' in failure && deployment) {
    return [
      'the new service runs and is verified; what is left of the old one goes with: teardown-service and the old spec',
    ];
  }
  return [];
};

/** What a run that failed has undone, and what is left, in sentences; empty for runbooks that change nothing. */
export const consequences = (state: unknown): string[] => {
  if (typeof state !== 'object' || state === null) return [];
  const { failure = {} } = state as FailedState;
  return [...undoing(state), ...replacing(state), ...lockLeftInWords(failure)];
};
