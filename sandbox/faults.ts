import type { Clock } from './clock.ts';
import { AwsError } from './service.ts';

/** A scripted fault: what the n-th call of an operation meets instead of, or before, its answer. */
export interface Fault {
  /** SigV4 signing name of the service, e.g. `ecs`. */
  service: string;
  operation: string;
  /** First call it applies to, counted from 1 since it was set (default 1). */
  call?: number;
  /** For how many calls from there (default 1). */
  times?: number;
  /** Wire code of the error, e.g. `ThrottlingException`; absent: the call only waits. */
  error?: string;
  message?: string;
  /** HTTP status (default 400, 500 for codes that AWS answers so). */
  status?: number;
  /** Waits on the sandbox's clock before it fails or goes on. */
  delayMs?: number;
}

/** The faults in force. */
export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  /** Those that a coming call can still meet. */
  list(): Fault[];
  /** Counts a call, waits and throws an AwsError as scripted. */
  meet(service: string, operation: string): Promise<void>;
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

/** Keeps the scripted faults of one sandbox; their delays pass on its clock. */
export const createFaults = (clock: Clock): Faults => {
  let scripted: { fault: Fault; calls: number }[] = [];

  const lastCall = ({ call = 1, times = 1 }: Fault) => call + times - 1;
  const isInForce = ({ fault, calls }: { fault: Fault; calls: number }) => calls < lastCall(fault);

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
    async meet(service, operation) {
      const counted = scripted.filter(({ fault }) => fault.service === service && fault.operation === operation);
      // Counted before anything waits, so that calls side by side are told apart by their order of arrival.
      for (const entry of counted) entry.calls += 1;
      const met = counted
        .filter(({ fault, calls }) => calls >= (fault.call ?? 1) && calls <= lastCall(fault))
        .map(({ fault }) => fault);
      scripted = scripted.filter(isInForce);

      for (const { delayMs = 0 } of met) if (delayMs > 0) await clock.sleep(delayMs);
      const failure = met.find(({ error }) => error !== undefined);
      if (failure?.error === undefined) return;
      const { error, message = `${error} (a fault scripted for ${service}:${operation})`, status } = failure;
      throw new AwsError(error, message, status ?? statusByCode[error] ?? 400);
    },
  };
};
