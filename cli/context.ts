import type { CliEnvironment } from './environment.ts';
import type { Terminal } from './terminal.ts';

/** What every command is handed besides its own arguments. */
export interface Context {
  terminal: Terminal;
  environment: CliEnvironment;
  /** Aborts with an InterruptedError. */
  signal: AbortSignal;
}

/** Options that every command takes. */
export interface GlobalOptions {
  stage?: string;
  region?: string;
  endpointUrl?: string;
  json?: boolean;
}

/** A command: its work, and the exit code it ends with. */
export type Command<Options = GlobalOptions> = (context: Context, options: Options & GlobalOptions) => Promise<number>;
