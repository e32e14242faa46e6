import type { LoadBalancingProblem, LoadBalancingProblemKind } from '../service/plan/load-balancing-plan.ts';
import { RunbookError } from './runbook-error.ts';

/** Lambda cuts a cause at 32,768 characters; a reader stops long before. */
const longestMessage = 8_000;

const sentences = (problems: readonly LoadBalancingProblem[]): string =>
  problems
    .map(({ check, detail, remedy }) => `${check}: ${detail}${remedy === undefined ? '' : ` (${remedy})`}`)
    .join('; ')
    .slice(0, longestMessage);

/** A load balancer or listener that the spec presupposes is not there, or of another kind. */
export class LoadBalancerUnsuitableError extends RunbookError {
  override readonly name = 'LoadBalancerUnsuitableError';

  constructor(problems: readonly LoadBalancingProblem[]) {
    super(`the load balancers are not as the spec needs them: ${sentences(problems)}`);
  }
}

/** What the spec names is there already, and is not the service's to use. */
export class ExistingResourceError extends RunbookError {
  override readonly name = 'ExistingResourceError';

  constructor(problems: readonly LoadBalancingProblem[]) {
    super(`the spec names what others have made: ${sentences(problems)}`);
  }
}

/** A target group has settings that AWS cannot change. */
export class TargetGroupImmutableError extends RunbookError {
  override readonly name = 'TargetGroupImmutableError';

  constructor(problems: readonly LoadBalancingProblem[]) {
    super(`target groups cannot be changed as the spec asks: ${sentences(problems)}`);
  }
}

/** More than one rule of a listener is meant, or a rule is meant to do two things. */
export class AmbiguousListenerRuleError extends RunbookError {
  override readonly name = 'AmbiguousListenerRuleError';

  constructor(problems: readonly LoadBalancingProblem[]) {
    super(`it is not clear which listener rule is meant: ${sentences(problems)}`);
  }
}

/** All 50,000 priorities of a listener are taken. */
export class NoFreePriorityError extends RunbookError {
  override readonly name = 'NoFreePriorityError';

  constructor(problems: readonly LoadBalancingProblem[]) {
    super(`a listener rule cannot be created: ${sentences(problems)}`);
  }
}

/** Listeners are to forward to target groups that do not exist. */
export class TargetGroupMissingError extends RunbookError {
  override readonly name = 'TargetGroupMissingError';

  constructor(names: readonly string[]) {
    super(`listeners cannot forward to what does not exist: target group ${names.join(', ')}; create it first`);
  }
}

const byKind: Record<LoadBalancingProblemKind, new (problems: readonly LoadBalancingProblem[]) => RunbookError> = {
  MISSING: LoadBalancerUnsuitableError,
  NOT_OURS: ExistingResourceError,
  IMMUTABLE: TargetGroupImmutableError,
  AMBIGUOUS: AmbiguousListenerRuleError,
  FULL: NoFreePriorityError,
};

/**
 * The error of a step whose plan has problems: of the first one's kind, and telling all of them.
 *
 * @returns undefined where there are none
 */
export const loadBalancingError = (problems: readonly LoadBalancingProblem[]): RunbookError | undefined => {
  const [first] = problems;
  return first && new byKind[first.kind](problems);
};
