import type { Fault } from '../../../sandbox/faults.ts';
import type { StepCall } from './calls.ts';
import type { SeenRun } from './fault-world.ts';
import { messageOf, sdkAttempts } from './faults.ts';
import { serviceErrors } from './service-errors.ts';

/** How a run is to end whatever transient trouble it meets. */
export interface Ending {
  status: 'SUCCEEDED' | 'FAILED';
  error?: string;
}

const callsOf = ({ calls }: SeenRun, { functionName, service, operation }: StepCall) =>
  calls.filter(
    (call) => call.functionName === functionName && call.service === service && call.operation === operation,
  );

const wordsOf = ({ output, cause = '' }: SeenRun): string => `${JSON.stringify(output ?? '')} ${cause}`;

const visitsOf = ({ states }: SeenRun, { state }: StepCall): number => states.filter((name) => name === state).length;

const endsAs = (run: SeenRun, { status, error }: Ending): boolean => run.status === status && run.error === error;

const endOf = ({ status, error, cause }: SeenRun): string => `${status} ${error ?? ''} ${cause ?? ''}`.slice(0, 600);

/** Whether something is not as it should be. */
export const isBad = (what: string): boolean => what.includes('BAD');

/** A run with faults, the same without, and how either is to end. */
interface Runs {
  run: SeenRun;
  clean: SeenRun;
  ending: Ending;
}

/**
 * Which layer got a run over a call's trouble: `SDK` tried again in the same invocation, `step` looked and did it again, `machine`
 * retried the state, `loop` came back to it, `WARN`: the run went on without, and says so. Begins with `BAD` where none did.
 */
export const layerOf = (call: StepCall, fault: Fault | undefined, { run, clean, ending }: Runs): string => {
  const { times = 1, after = false } = fault ?? {};
  if (!endsAs(run, ending)) return `BAD: ${endOf(run)}`;
  const seen = callsOf(run, call).slice(call.ordinal - 1);
  if (seen.length === 0) return 'BAD: the call was not made';
  // A repeat of work that was done need not be answered by a fault again.
  if (!after && times >= sdkAttempts && seen.length < sdkAttempts) return `BAD: only ${seen.length} tries`;
  // A step whose end is an error, such as ExplainInstability, fails once without any fault.
  const causes = (run.failed.get(call.state) ?? []).slice(clean.failed.get(call.state)?.length ?? 0);
  const isCause = causes.some((cause) => fault?.message === undefined || cause.includes(fault.message));
  // Of reads side by side the first one that fails is the cause, and the others are made again with it.
  if (isCause || (!call.isChange && times >= sdkAttempts && causes.length > 0)) return 'machine';
  if (visitsOf(run, call) > visitsOf(clean, call)) return 'loop';
  if (!after && seen.length <= times) {
    const isTold = wordsOf(run).includes(messageOf(call)) || call.state === 'NotifyFailure';
    return isTold ? 'WARN' : 'BAD: given up in silence';
  }
  return (after || times < sdkAttempts) && seen.some(({ attempt = 1 }) => attempt > 1) ? 'SDK' : 'step';
};

const deniedBy = ({ service }: StepCall): string[] => {
  const code = serviceErrors[service]?.denied.code ?? '';
  return [code, `${code}Exception`];
};

/** What stood before and after a run that was denied something, and who holds the lock. */
export interface Aftermath {
  before: readonly string[];
  after: readonly string[];
  lockOwner: string | undefined;
}

const standingOf = (run: SeenRun, { before, after }: Aftermath): string => {
  if (before.join() === after.join()) return 'undone';
  const cause = run.cause ?? '';
  if (/NOT undone: .*: aws [a-z0-9-]+ /s.test(cause)) return 'left, with the command';
  return `BAD: after it stands ${after.filter((line) => !before.includes(line)).join('; ')} and not ${before
    .filter((line) => !after.includes(line))
    .join('; ')} ${endOf(run)}`;
};

const lockOf = (run: SeenRun, { lockOwner }: Aftermath): string => {
  if (lockOwner !== run.executionArn) return '';
  return wordsOf(run).includes('lock') ? ', lock left and told' : ', BAD: lock left in silence';
};

/**
 * What came of a denial: the error by its name with all undone, or what is left with the command to do it; `WARN` where the run
 * did its work without and says so.
 *
 * @param ending of a run that fails anyway, and undoes
 */
export const judgeDenial = (call: StepCall, run: SeenRun, aftermath: Aftermath, ending?: Ending): string => {
  const isTold = wordsOf(run).includes(messageOf(call));
  const lock = lockOf(run, aftermath);
  if (run.status === 'SUCCEEDED') return `${isTold ? 'WARN' : 'BAD: denied in silence'}${lock}`;
  const isNamed = deniedBy(call).some((name) => run.error?.includes(name)) || run.error === ending?.error;
  if (!isNamed) return `BAD: ${endOf(run)}`;
  const isOurs = run.error?.endsWith('AccessDeniedError') ?? false;
  if (run.error !== ending?.error && !isTold && !isOurs) return `BAD: what was denied is not told: ${endOf(run)}`;
  return `${standingOf(run, aftermath)}${lock}`;
};
