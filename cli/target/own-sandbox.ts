import type { Sandbox, SandboxOptions } from '../../sandbox/index.ts';
import type { Context } from '../context.ts';

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

/**
 * Starts a sandbox in this process; it ends with the command. An interruption does not wait for the start: what has been
 * started by then ends with the process.
 */
export const startOwnSandbox = async (
  { terminal, signal }: Context,
  options: Pick<SandboxOptions, 'port' | 'host' | 'region'>,
): Promise<Sandbox> => {
  signal.throwIfAborted();
  const spinner = terminal.spin('starting the sandbox');
  try {
    const { startSandbox } = await import('../../sandbox/index.ts');
    return await Promise.race([startSandbox(options), aborted(signal)]);
  } finally {
    spinner.end();
  }
};
