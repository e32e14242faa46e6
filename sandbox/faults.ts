import type { Clock } from './clock.ts';
import { AwsError } from './service.ts';

/** A call as it arrives. */
export interface CallMet {
  /** SigV4 signing name of the service, e.g. `ecs`. */
  service: string;
  operation: string;
  /** The function that makes it; absent for all other callers. */
  functionName?: string;
}

/** A call with what its client says of it. */
export interface CallSeen extends CallMet {
  /** Counted from 1 by an SDK client, over its tries of one call; absent where the client does not tell. */
  attempt?: number;
}

/** A scripted fault: what the n-th call of an operation meets instead of its answer, or before it. */
export interface Fault extends CallMet {
  /** First call it applies to, counted from 1 since it was set (default 1). */
  call?: number;
  /** For how many calls from there (default 1). */
  times?: number;
  /** Wire code of the error, e.g. `ThrottlingException`; absent: the call only waits, or with `after` has no answer. */
  error?: string;
  message?: string;
  /** HTTP status (default 400, 500 for codes that AWS answers so). */
  status?: number;
  /** Waits on the sandbox's clock before it fails or goes on. */
  delayMs?: number;
  /** It strikes when the work is done: the caller gets the error, or where there is none the connection breaks. */
  after?: boolean;
}

/** The work is done, and the caller hears nothing of it. */
export class LostAnswer extends Error {
  override readonly name = 'LostAnswer';
}

/** The faults in force. */
export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  /** Those that a coming call can still meet. */
  list(): Fault[];
  /**
   * Does a call's work, with what is scripted before and after it.
   *
   * @throws AwsError, LostAnswer as scripted
   */
  meet<Result>(call: CallSeen, work: () => Result | Promise<Result>): Promise<Result>;
  /** Tells of every call before its faults; the returned function ends that. */
  observe(listener: (call: CallSeen) => void): () => void;
}

/**
 * Codes that say the fault is the service's own; SDK clients retry them by their HTTP status.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/CommonErrors.html
 */
const statusByCode: Record<string, number> = {
  InternalError: 500,
  InternalFailure: 500,
  InternalServerError: 500,
  InternalServiceError: 500,
  InternalServiceException: 500,
  ServerException: 500,
  ServiceException: 500,
  ServiceUnavailable: 503,
  ServiceUnavailableException: 503,
  SlowDown: 503,
  TooManyRequestsException: 429,
  AccessDenied: 403,
};

interface Scripted {
  fault: Fault;
  calls: number;
}

const lastCall = ({ call = 1, times = 1 }: Fault): number => call + times - 1;
const isInForce = ({ fault, calls }: Scripted): boolean => calls < lastCall(fault);
const isMet = ({ fault, calls }: Scripted): boolean => calls >= (fault.call ?? 1) && calls <= lastCall(fault);
const isFor = ({ fault }: Scripted, { service, operation, functionName }: CallMet): boolean =>
  fault.service === service &&
  fault.operation === operation &&
  (fault.functionName === undefined || fault.functionName === functionName);

/** Waits and throws as scripted. */
const strike = async (clock: Clock, faults: readonly Fault[]): Promise<void> => {
  for (const { delayMs = 0 } of faults) if (delayMs > 0) await clock.sleep(delayMs);
  const failure = faults.find(({ error }) => error !== undefined);
  if (failure?.error === undefined) {
    if (faults.some(({ after }) => after)) throw new LostAnswer();
    return;
  }
  const { service, operation, error, status } = failure;
  const { message = `${error} (a fault scripted for ${service}:${operation})` } = failure;
  throw new AwsError(error, message, status ?? statusByCode[error] ?? 400);
};

/** Keeps the scripted faults of one sandbox; their delays pass on its clock. */
export const createFaults = (clock: Clock): Faults => {
  let scripted: Scripted[] = [];
  const listeners = new Set<(call: CallSeen) => void>();

  /** Counted before anything waits, so that calls side by side are told apart by their order of arrival. */
  const count = (call: CallMet): Fault[] => {
    const counted = scripted.filter((entry) => isFor(entry, call));
    for (const entry of counted) entry.calls += 1;
    const met = counted.filter(isMet).map(({ fault }) => fault);
    scripted = scripted.filter(isInForce);
    return met;
  };

  return {
    add(fault) {
      scripted.push({ fault: { ...fault }, calls: 0 });
    },
    clear() {
      scripted = [];
    },
    list() {
      return scripted.filter(isInForce).map(({ fault }) => ({ ...fault }));
    },
    async meet(call, work) {
      for (const listener of listeners) listener(call);
      const met = count(call);
      await strike(
        clock,
        met.filter(({ after }) => !after),
      );
      const result = await work();
      await strike(
        clock,
        met.filter(({ after }) => after),
      );
      return result;
    },
    observe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
