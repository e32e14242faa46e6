import type { Context } from 'aws-lambda';

/** How to build each client a function touches. */
export type ClientBuilders<Clients> = { [Name in keyof Clients]: () => Clients[Name] };

/** Builds the clients, one of each. */
export const buildClients = <Clients>(builders: ClientBuilders<Clients>): Clients => {
  const built: Partial<Clients> = {};
  for (const name of Object.keys(builders) as (keyof Clients)[]) built[name] = builders[name]();
  return built as Clients;
};

/**
 * What time it is: ISO 8601. The sandbox invokes functions with its clock's time in the client context, which neither Step Functions nor
 * a queue on AWS ever sets.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html
 */
export const currentTime = (context: Context): string => {
  const told = (context.clientContext as { custom?: { now?: unknown } } | undefined)?.custom?.now;
  return typeof told === 'string' ? told : new Date().toISOString();
};
