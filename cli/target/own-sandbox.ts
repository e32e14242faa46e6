import type { Sandbox } from '../../sandbox/index.ts';
import type { Context } from '../context.ts';

/** Starts a sandbox in this process; it ends with the command. */
export const startOwnSandbox = async (
  { terminal, signal }: Context,
  options: { port?: number; host?: string; region?: string },
): Promise<Sandbox> => {
  signal.throwIfAborted();
  const { startSandbox } = await import('../../sandbox/index.ts');
  const spinner = terminal.spin('starting the sandbox');
  try {
    const sandbox = await startSandbox(options);
    if (!signal.aborted) return sandbox;
    await sandbox.close();
    throw signal.reason;
  } finally {
    spinner.end();
  }
};
