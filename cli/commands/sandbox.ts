import { once } from 'node:events';
import type { Context, GlobalOptions } from '../context.ts';
import { exitCodes, UsageError } from '../errors.ts';
import { startOwnSandbox } from '../target/own-sandbox.ts';

/** Options of `runbook sandbox`. */
export interface SandboxCommandOptions extends GlobalOptions {
  port: string;
  host?: string;
}

const portOf = (text: string): number => {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw new UsageError('--port takes a number from 0 (any free port) to 65535');
  return port;
};

/** `runbook sandbox`: serves AWS on this machine until it is interrupted, which is its ordinary end. */
export const sandbox = async (context: Context, options: SandboxCommandOptions): Promise<number> => {
  const { terminal, environment, signal } = context;
  if (options.stage !== undefined) throw new UsageError('the sandbox has a stage of its own: leave --stage out');
  const region = options.region ?? environment.region;
  const serving = await startOwnSandbox(context, {
    port: portOf(options.port),
    ...(options.host ? { host: options.host } : {}),
    ...(region ? { region } : {}),
  });
  try {
    terminal.print(
      `serving AWS at ${serving.url} (account ${serving.accountId}, region ${serving.region}); Ctrl-C ends it`,
      'in another terminal:',
      ...Object.entries(serving.environment).map(([name, value]) => `export ${name}=${value}`),
    );
    if (terminal.isJson) {
      const { url, port, region: served, accountId, environment: exports } = serving;
      terminal.printJson({ url, port, region: served, accountId, environment: exports });
    }
    if (!signal.aborted) await once(signal, 'abort');
  } finally {
    await serving.close();
  }
  return exitCodes.ok;
};
