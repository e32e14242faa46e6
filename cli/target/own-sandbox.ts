import type { Sandbox, SandboxOptions } from '../../sandbox/index.ts';
import type { Context } from '../context.ts';

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

/**
 * Starts a sandbox in this process; it ends with the command. An interruption does not wait for the start: what has
 * been started by then ends with the process.
 */
export const startOwnSandbox = async (
  { terminal, signal }: Context,
  options: Pick<SandboxOptions, 'port' | 'host' | 'region' | 'scenario'>,
): Promise<Sandbox> => {
  const spinner = terminal.spin('starting the sandbox');
  try {
    const [{ startSandbox }, { isPackaged }] = await Promise.all([
      import('../../sandbox/index.ts'),
      import('../../sandbox/stack.ts'),
    ]);
    const isKnown = await isPackaged();
    signal.throwIfAborted();
    if (!isKnown) spinner.announce('packaging the stack (first run only)');
    return await Promise.race([startSandbox(options), aborted(signal)]);
  } finally {
    spinner.end();
  }
};
