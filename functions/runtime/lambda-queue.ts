import type { Logger } from '@aws-lambda-powertools/logger';
import type { Context, SQSBatchResponse } from 'aws-lambda';
import * as v from 'valibot';
import { type EnvironmentSchema, readEnvironment } from './environment.ts';
import { buildClients, type ClientBuilders, currentTime } from './invocation.ts';
import { createLogger } from './logger.ts';
import { validateInput } from './validate-input.ts';

/** What a function that takes a queue's messages is handed besides them. */
export interface QueueContext<Settings> {
  /** ISO 8601; see StepContext. */
  now: string;
  /** The function's own variables, read once. */
  settings: Settings;
  logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Aborts while there is still time to answer which messages failed. */
  abortSignal: AbortSignal;
}

const eventSchema = v.object({ Records: v.array(v.object({ messageId: v.string(), body: v.string() })) });

/** A message as far as functions look. */
export interface QueuedMessage {
  messageId: string;
  body: string;
}

/** Takes a batch of messages. @returns the ids of those that failed and are to come again */
export type TakeMessages<Clients, Settings> = (
  clients: Clients,
  context: QueueContext<Settings>,
) => (messages: QueuedMessage[]) => Promise<string[]>;

interface QueueOptions<Clients, Settings> {
  clients: ClientBuilders<Clients>;
  environment: EnvironmentSchema<Settings>;
}

/** What is left of the function's time when its calls are given up. */
const answerMs = 10_000;

/**
 * Makes a Lambda handler of what takes a queue's messages, for an event source mapping with `ReportBatchItemFailures`. Clients are built on
 * first use. No line is logged by itself: batches are many, and lines cost.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export const lambdaQueue = <Clients, Settings>(
  take: TakeMessages<Clients, Settings>,
  { clients, environment }: QueueOptions<Clients, Settings>,
) => {
  let world: { clients: Clients; settings: Settings; logger: Logger } | undefined;
  return async (event: unknown, context: Context): Promise<SQSBatchResponse> => {
    try {
      world ??= { clients: buildClients(clients), settings: readEnvironment(environment), logger: createLogger() };
      world.logger.addContext(context);
      const { Records } = validateInput(eventSchema, event);
      const failed = await take(world.clients, {
        now: currentTime(context),
        settings: world.settings,
        logger: world.logger,
        abortSignal: AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - answerMs)),
      })(Records);
      return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      createLogger().error('messages not taken', { errorName: name, errorMessage: message });
      throw error;
    }
  };
};
