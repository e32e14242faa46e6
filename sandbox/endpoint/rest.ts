import { JsonCodec2, ToStringShapeSerializer } from '@smithy/core/protocols';
import type { NormalizedSchema } from '@smithy/core/schema';
import { epochSeconds, messageMemberOf } from './aws-json.ts';
import { membersOf, type Operation, type ServiceModel } from './model.ts';
import { restReader } from './read-rest.ts';
import { router } from './routes.ts';
import type { Answer, Received, WireError, WireProtocol } from './wire.ts';
import { escapeXml, writeErrorMembers, writeXml, xmlSettingsOf } from './write-xml.ts';

/** Where one member of an output goes. */
const placeOf = (member: NormalizedSchema): 'header' | 'prefix' | 'status' | 'payload' | 'body' => {
  const traits = member.getMergedTraits();
  if (traits.httpHeader !== undefined) return 'header';
  if (traits.httpPrefixHeaders !== undefined) return 'prefix';
  if (traits.httpResponseCode) return 'status';
  return traits.httpPayload ? 'payload' : 'body';
};

/**
 * REST with JSON or XML bodies: addresses, headers and payloads as the http traits of the schemas say.
 * @see https://smithy.io/2.0/spec/http-bindings.html
 */
export const rest = (model: ServiceModel, dialect: 'restJson1' | 'restXml'): WireProtocol => {
  const route = router(model);
  const isJson = dialect === 'restJson1';
  const contentType = isJson ? 'application/json' : 'application/xml';
  const codec = new JsonCodec2({ timestampFormat: { useTrait: true, default: epochSeconds }, jsonName: true });
  const headerText = (member: NormalizedSchema, value: unknown): string => {
    const serializer = new ToStringShapeSerializer({ ...xmlSettingsOf(model, ''), httpBindings: true });
    serializer.write(member, value);
    return serializer.flush();
  };
  const document = (shape: NormalizedSchema, value: Record<string, unknown>): string | Uint8Array => {
    if (!isJson) return `<?xml version="1.0" encoding="UTF-8"?>\n${writeXml(model, shape, value)}`;
    const serializer = codec.createSerializer();
    serializer.write(shape, value);
    return serializer.flush();
  };

  const write = ({ output: shape, http }: Operation, output: Record<string, unknown>): Answer => {
    const answer: Answer = { status: http?.[2] ?? 200, headers: {}, body: '' };
    const bodyMembers: Record<string, unknown> = {};
    let hasBody = false;
    for (const [name, member] of membersOf(shape)) {
      const value = output[name];
      const place = placeOf(member);
      hasBody ||= place === 'body';
      if (value === undefined || value === null) continue;
      const { httpHeader = '', httpPrefixHeaders = '' } = member.getMergedTraits();
      if (place === 'header') answer.headers[httpHeader.toLowerCase()] = headerText(member, value);
      else if (place === 'status') answer.status = Number(value);
      else if (place === 'prefix') {
        for (const [key, text] of Object.entries(value)) answer.headers[`${httpPrefixHeaders}${key}`] = String(text);
      } else if (place === 'payload') {
        answer.body = member.isStructSchema()
          ? document(member, value as Record<string, unknown>)
          : (value as string | Uint8Array);
        answer.headers['content-type'] ??= member.isStructSchema() ? contentType : 'application/octet-stream';
      } else bodyMembers[name] = value;
    }
    if (hasBody) {
      answer.body = document(shape, bodyMembers);
      answer.headers['content-type'] ??= contentType;
    }
    // The schemas know one success status for each operation; HTTP has another for a part of the content.
    if (answer.headers['content-range'] !== undefined) answer.status = 206;
    return answer;
  };

  const writeError = ({ code, message, status, members }: WireError, requestId: string): Answer => {
    const type = status >= 500 ? 'Service' : 'User';
    const body = isJson
      ? JSON.stringify({ Type: type, [messageMemberOf(model, code)]: message, ...members })
      : `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message>${writeErrorMembers(members)}<RequestId>${requestId}</RequestId></Error>`;
    return { status, headers: { 'content-type': contentType, 'x-amzn-errortype': code }, body };
  };

  return {
    unknownOperation: isJson
      ? { code: 'UnknownOperationException', status: 404 }
      : { code: 'MethodNotAllowed', status: 405 },
    operationOf: (received: Received) => route(received)?.operation.name,
    read(_operation, received, problems) {
      const match = route(received);
      return match ? restReader(model, isJson)(match, received, problems) : {};
    },
    write,
    writeError,
  };
};
