import type { Logger } from '@aws-lambda-powertools/logger';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type * as v from 'valibot';
import type { EnvironmentSchema } from './environment.ts';
import { readEnvironment } from './environment.ts';
import { createLogger } from './logger.ts';
import { validateInput } from './validate-input.ts';

/** What a step is handed besides its input. */
export interface StepContext<Settings> {
  /** ISO 8601. The sandbox says what time it is in its world; elsewhere it is the host's clock. */
  now: string;
  /** The function's own variables, read once. */
  settings: Settings;
  logger: Pick<Logger, 'info' | 'warn'>;
}

/** A step: outside world and context first, then the input. */
export type Step<Clients, Input, Output, Settings = unknown> = (
  clients: Clients,
  context: StepContext<Settings>,
) => (input: Input) => Promise<Output> | Output;

interface StepOptions<Clients, Input, Settings> {
  input: v.GenericSchema<unknown, Input>;
  /** How to build each client the step touches; called at the first invocation. */
  clients: { [Name in keyof Clients]: () => Clients[Name] };
  environment?: EnvironmentSchema<Settings>;
  /** For the few steps whose result is a document that later steps need whole; default 32 KiB. */
  outputLimitBytes?: number;
}

/** AWS's limit is 256 KiB for the whole state; a step keeps well below its share. */
const defaultOutputLimitBytes = 32 * 1024;

const build = <Clients>(builders: { [Name in keyof Clients]: () => Clients[Name] }): Clients => {
  const built: Partial<Clients> = {};
  for (const name of Object.keys(builders) as (keyof Clients)[]) built[name] = builders[name]();
  return built as Clients;
};

/**
 * The sandbox invokes functions with its clock's time in the client context, which Step Functions on AWS never sets.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html
 */
const currentTime = (context: Context): string => {
  const told = (context.clientContext as { custom?: { now?: unknown } } | undefined)?.custom?.now;
  return typeof told === 'string' ? told : new Date().toISOString();
};

const checkSize = (output: unknown, limitBytes: number): void => {
  const bytes = Buffer.byteLength(JSON.stringify(output) ?? '');
  if (bytes > limitBytes) throw new RangeError(`step output has ${bytes} bytes, at most ${limitBytes} fit`);
};

/**
 * Makes a Lambda handler of a step. The only place middy is composed for steps: input check, log lines, clients built on
 * first use, the clock, the output's size. Importing a step does nothing.
 */
export const lambdaStep = <Clients, Input, Output, Settings = unknown>(
  step: Step<Clients, Input, Output, Settings>,
  { input, clients, environment, outputLimitBytes = defaultOutputLimitBytes }: StepOptions<Clients, Input, Settings>,
) => {
  let world: { clients: Clients; settings: Settings; logger: Logger } | undefined;
  const prepare = () => {
    world ??= {
      clients: build(clients),
      settings: environment ? readEnvironment(environment) : (undefined as Settings),
      logger: createLogger(),
    };
    return world;
  };
  return middy<unknown, Output, Error, Context>()
    .before(({ event, context }) => {
      const { logger } = prepare();
      logger.addContext(context);
      logger.info('step started', { fields: Object.keys(event ?? {}) });
    })
    .after(({ response }) => {
      checkSize(response, outputLimitBytes);
      prepare().logger.info('step ended');
    })
    .onError(({ error }) => {
      createLogger().error('step failed', { errorName: error?.name ?? 'Error', errorMessage: error?.message ?? '' });
    })
    .handler(async (event, context) => {
      const { clients: outside, settings, logger } = prepare();
      return step(outside, { now: currentTime(context), settings, logger })(validateInput(input, event));
    });
};
