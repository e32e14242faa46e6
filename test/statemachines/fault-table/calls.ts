import type { CallSeen } from '../../../sandbox/faults.ts';

/** A call that a step makes in a run without trouble. */
export interface StepCall {
  /** Task state, e.g. `CreateTargetGroups`. */
  state: string;
  functionName: string;
  service: string;
  operation: string;
  /** Which call of the operation by the function it is in the run, from 1. */
  ordinal: number;
  /** How many calls of the operation there are from this one to the end of the invocation, this one included. */
  further: number;
  /** It changes something. */
  isChange: boolean;
}

const stack = 'ecs-runbooks-sandbox-';

/** `ecs-runbooks-sandbox-create-service`: `CreateService`. */
export const stateOf = (functionName: string): string =>
  functionName.slice(stack.length).replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());

const isRead = (operation: string): boolean => /^(Describe|List|Get)/.test(operation);

/** `Publish`: it changes nothing that a rollback could undo. */
const isMessage = (operation: string): boolean => operation === 'Publish';

/** Numbers of the invocations to which calls belong: each begins with its call of Lambda. */
const invocationsOf = (seen: readonly CallSeen[]): number[] => {
  let invocation = 0;
  return seen.map(({ service, operation }) => {
    if (service === 'lambda' && operation === 'Invoke') invocation += 1;
    return invocation;
  });
};

const isSame = (a: CallSeen, b: CallSeen): boolean =>
  a.functionName === b.functionName && a.service === b.service && a.operation === b.operation;

/**
 * The calls of a run's steps in their order, as they were seen. Of steps in a loop only the calls of the first look that makes
 * them: how often is looked depends on the time that faults take.
 */
export const stepCalls = (seen: readonly CallSeen[]): StepCall[] => {
  const invocations = invocationsOf(seen);
  return seen.flatMap((call, index) => {
    const { functionName, service, operation } = call;
    if (functionName === undefined) return [];
    const first = seen.findIndex((other) => isSame(call, other));
    if (invocations[first] !== invocations[index]) return [];
    const same = (other: CallSeen, at: number) => isSame(call, other) && invocations[at] === invocations[index];
    return {
      state: stateOf(functionName),
      functionName,
      service,
      operation,
      ordinal: seen.slice(0, index + 1).filter((other) => isSame(call, other)).length,
      further: seen.filter((other, at) => at >= index && same(other, at)).length,
      isChange: !isRead(operation) && !isMessage(operation),
    };
  });
};

/** `ecs:CreateService`, `elasticloadbalancing:CreateRule #2`. */
export const callName = ({ service, operation, ordinal }: StepCall): string =>
  `${service}:${operation}${ordinal > 1 ? ` #${ordinal}` : ''}`;

/** More faults than this in one visit of a state are more than its Retry is for. */
const mostFailures = 5;

/** Which call of its kind it is; two of one kind are not struck in one run, because a further try of the first is the second. */
const kindOf = ({ functionName, service, operation }: StepCall): string => `${functionName} ${service}:${operation}`;

/**
 * Rounds of calls that are struck in one run. Faults of different calls do not meet: the SDK tries each again by itself, and a
 * Retry begins the state anew.
 *
 * @param cost how often the state may fail by a call's fault
 */
export const roundsOf = (calls: readonly StepCall[], cost: (call: StepCall) => number): StepCall[][] => {
  const rounds: StepCall[][] = [];
  const fits = (round: StepCall[], call: StepCall): boolean => {
    const ofState = round.filter(({ state }) => state === call.state);
    const failures = ofState.reduce((sum, other) => sum + cost(other), cost(call));
    return failures <= mostFailures && ofState.every((other) => kindOf(other) !== kindOf(call));
  };
  for (const call of calls) {
    const round = rounds.find((one) => fits(one, call));
    if (round) round.push(call);
    else rounds.push([call]);
  }
  return rounds;
};
