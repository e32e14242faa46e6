import { InterruptedError, type InterruptingSignal } from './errors.ts';

/** npm and the launcher pass on what the terminal has already sent to everyone: within this, it is the same signal. */
const sameSignalMs = 1_000;

/** Watches for whatever ends the command early. */
export interface Interruption {
  /** Aborts with an InterruptedError. */
  signal: AbortSignal;
  stop(): void;
}

/**
 * Turns the first signal, or a closed output pipe, into an abort that gives the command time to clean up. A second
 * signal later on ends the process at once; exit handlers still end its children.
 */
export const watchInterruption = (): Interruption => {
  const controller = new AbortController();
  let firstAt = 0;
  const interrupt = (error: InterruptedError) => {
    if (controller.signal.aborted && !error.isQuiet && Date.now() - firstAt > sameSignalMs)
      process.exit(error.exitCode);
    if (controller.signal.aborted) return;
    firstAt = Date.now();
    controller.abort(error);
  };
  const onSignal = (signal: NodeJS.Signals) => interrupt(new InterruptedError(signal as InterruptingSignal));
  const onStreamError = (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    interrupt(new InterruptedError('EPIPE'));
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, onSignal);
  for (const stream of [process.stdout, process.stderr]) stream.on('error', onStreamError);
  return {
    signal: controller.signal,
    stop: () => {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
};
