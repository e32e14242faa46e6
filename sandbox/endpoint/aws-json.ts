import { JsonCodec2 } from '@smithy/core/protocols';
import { AwsError } from '../service.ts';
import { queryErrorOf, type ServiceModel } from './model.ts';
import { readJson } from './read-json.ts';
import type { WireProtocol } from './wire.ts';

/** Seconds since the epoch, unless a member's trait says otherwise. */
export const epochSeconds = 7;

/** Parses a JSON body; an empty one is an empty object. */
export const parseJson = (body: Buffer): unknown => {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new AwsError('SerializationException', 'the request body is not JSON');
  }
};

/** The member that carries an error's message: `message` for most services, `Message` for some. */
export const messageMemberOf = (model: ServiceModel, code: string): string =>
  model.errorShape(code)?.members.find((name) => name.toLowerCase() === 'message') ?? 'message';

/**
 * AWS JSON 1.0 and 1.1: the operation in X-Amz-Target, JSON both ways.
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
export const awsJson = (model: ServiceModel): WireProtocol => {
  const contentType = `application/x-amz-json-${model.protocol === 'awsJson1_0' ? '1.0' : '1.1'}`;
  const codec = new JsonCodec2({ timestampFormat: { useTrait: true, default: epochSeconds }, jsonName: false });

  const answer = (status: number, body: string | Uint8Array, headers: Record<string, string> = {}) => ({
    status,
    headers: { 'content-type': contentType, ...headers },
    body,
  });

  /**
   * The code that the service gave when it still spoke the query protocol: callers have learned it.
   * @see https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#aws-protocols-awsquerycompatible-trait
   */
  const queryError = (code: string, status: number): Record<string, string> => {
    if (!model.isQueryCompatible) return {};
    const [older = code] = queryErrorOf(model.errorShape(code)?.traits ?? {}) ?? [];
    return { 'x-amzn-query-error': `${older};${status >= 500 ? 'Receiver' : 'Sender'}` };
  };

  return {
    unknownOperation: { code: 'UnknownOperationException', status: 400 },
    operationOf: ({ headers }) => headers['x-amz-target']?.split('.').pop(),
    read(operation, { body }, problems) {
      const given = parseJson(body);
      if (!operation.input.isStructSchema()) return {};
      return (readJson(operation.input, given, '', problems) ?? {}) as Record<string, unknown>;
    },
    write(operation, output) {
      if (!operation.output.isStructSchema()) return answer(200, '{}');
      const serializer = codec.createSerializer();
      serializer.write(operation.output, output);
      return answer(200, serializer.flush());
    },
    writeError({ code, message, status, members }) {
      const type = model.isQueryCompatible ? `${model.shapeNamespace}#${code}` : code;
      const body = { __type: type, [messageMemberOf(model, code)]: message, ...members };
      return answer(status, JSON.stringify(body), { 'x-amzn-errortype': code, ...queryError(code, status) });
    },
  };
};
