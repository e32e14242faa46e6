import { awsJson } from './aws-json.ts';
import { awsQuery } from './aws-query.ts';
import type { Operation, ServiceModel } from './model.ts';
import type { Problem } from './problems.ts';
import { rest } from './rest.ts';

/** An HTTP request whose body has arrived. */
export interface Received {
  method: string;
  /** Still percent-encoded, without the query. */
  path: string;
  query: URLSearchParams;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: Buffer;
}

/** An HTTP response about to be sent. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string | Uint8Array;
}

/** An error with its code, status and members as they go on the wire. */
export interface WireError {
  code: string;
  message: string;
  status: number;
  members: Record<string, unknown>;
}

/** One of AWS's wire protocols, bound to a service. */
export interface WireProtocol {
  /** The name of the operation that a request is for. */
  operationOf(received: Received): string | undefined;
  /** The operation's input; what is wrong with it goes to `problems`. */
  read(operation: Operation, received: Received, problems: Problem[]): Record<string, unknown>;
  write(operation: Operation, output: Record<string, unknown>, requestId: string): Answer;
  writeError(error: WireError, requestId: string): Answer;
  /** How the service answers to an operation that it does not have. */
  unknownOperation: { code: string; status: number };
}

/** The protocol that a service's client speaks. */
export const wireProtocolOf = (model: ServiceModel): WireProtocol => {
  switch (model.protocol) {
    case 'awsJson1_0':
    case 'awsJson1_1':
      return awsJson(model);
    case 'awsQuery':
    case 'ec2Query':
      return awsQuery(model, model.protocol);
    case 'restJson1':
    case 'restXml':
      return rest(model, model.protocol);
    default:
      throw new Error(`${model.service.name}: the sandbox does not speak the protocol '${model.protocol}'`);
  }
};
