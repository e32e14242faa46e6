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
  list(): Fault[];
  /** Counts a call, waits and throws an AwsError as scripted. */
  meet(service: string, operation: string): Promise<void>;
}
