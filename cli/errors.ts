/** What the command ends with. */
export const exitCodes = {
  ok: 0,
  /** The command or the runbook failed, or a finding is FAIL. */
  failed: 1,
  /** The command line or the request is wrong; nothing was started. */
  usage: 2,
} as const;

/** The command was told something it cannot do; what to tell it instead is in the message. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** No sandbox answers where the command was told to look for one. */
export class SandboxNotFoundError extends Error {
  override readonly name = 'SandboxNotFoundError';
}

/** The sandbox does not do what it was asked to; why is in the message. */
export class SandboxRefusedError extends Error {
  override readonly name = 'SandboxRefusedError';
}

/** The stage has no machine for what was asked. */
export class RunbookNotDeployedError extends Error {
  override readonly name = 'RunbookNotDeployedError';
}

/** No machine of the stage has an execution of that name. */
export class ExecutionNotFoundError extends Error {
  override readonly name = 'ExecutionNotFoundError';
}

/** An execution is still running although its machine's own limit has passed. */
export class FollowingTooLongError extends Error {
  override readonly name = 'FollowingTooLongError';
}

/** The demo's runs did not end as it says they do. */
export class DemoFailedError extends Error {
  override readonly name = 'DemoFailedError';
}

const signalNumbers = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/** What ends the command from outside. */
export type InterruptingSignal = keyof typeof signalNumbers;

/** Someone ended the command: by a signal, or by closing the pipe it writes to. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
  /** 128 and the signal's number as shells count; 0 for a reader that has read enough. */
  readonly exitCode: number;
  readonly isQuiet: boolean;

  constructor(by: InterruptingSignal | 'EPIPE') {
    super(by === 'EPIPE' ? 'the reader of the output is gone' : `interrupted by ${by}`);
    this.exitCode = by === 'EPIPE' ? exitCodes.ok : 128 + signalNumbers[by];
    this.isQuiet = by === 'EPIPE';
  }
}
