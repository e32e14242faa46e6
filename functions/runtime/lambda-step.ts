import type { Logger } from '@aws-lambda-powertools/logger';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type * as v from 'valibot';
import type { EnvironmentSchema } from './environment.ts';
import { readEnvironment } from './environment.ts';
import { buildClients, type ClientBuilders, currentTime } from './invocation.ts';
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
  clients: ClientBuilders<Clients>;
  environment?: EnvironmentSchema<Settings>;
  /** For the few steps whose result is a document that later steps need whole; default 32 KiB. */
  outputLimitBytes?: number;
}

/** AWS's limit is 256 KiB for the whole state; a step keeps well below its share. */
const defaultOutputLimitBytes = 32 * 1024;

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
      clients: buildClients(clients),
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
