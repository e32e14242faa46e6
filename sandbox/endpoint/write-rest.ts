import { JsonCodec2, ToStringShapeSerializer } from '@smithy/core/protocols';
import type { NormalizedSchema } from '@smithy/core/schema';
import { epochSeconds } from './aws-json.ts';
import { membersOf, type Operation, type ServiceModel } from './model.ts';
import type { Answer } from './wire.ts';
import { writeXml, xmlSettingsOf } from './write-xml.ts';

type Output = Record<string, unknown>;

const jsonCodec = new JsonCodec2({ timestampFormat: { useTrait: true, default: epochSeconds }, jsonName: true });

/** Writes a structure as a document in the service's format. */
const documentWriter =
  (model: ServiceModel, isJson: boolean) =>
  (shape: NormalizedSchema, value: Output): string | Uint8Array => {
    if (!isJson) return `<?xml version="1.0" encoding="UTF-8"?>\n${writeXml(model, shape, value)}`;
    const serializer = jsonCodec.createSerializer();
    serializer.write(shape, value);
    return serializer.flush();
  };

const headerText = (model: ServiceModel, member: NormalizedSchema, value: unknown): string => {
  const serializer = new ToStringShapeSerializer(xmlSettingsOf(model, ''));
  serializer.write(member, value);
  return serializer.flush();
};

/** Spreads an operation's output over status, headers and body, as the http traits of its schema say. */
export const restWriter = (model: ServiceModel, isJson: boolean) => {
  const contentType = isJson ? 'application/json' : 'application/xml';
  const document = documentWriter(model, isJson);

  /** Puts one member where it belongs; returns whether that is the document in the body. */
  const place = (answer: Answer, member: NormalizedSchema, value: unknown): boolean => {
    const { httpHeader, httpPrefixHeaders, httpResponseCode, httpPayload } = member.getMergedTraits();
    if (value === undefined || value === null) {
      return httpHeader === undefined && httpPrefixHeaders === undefined && !httpResponseCode && !httpPayload;
    }
    if (httpHeader !== undefined) answer.headers[httpHeader.toLowerCase()] = headerText(model, member, value);
    else if (httpPrefixHeaders !== undefined) {
      for (const [key, text] of Object.entries(value)) answer.headers[`${httpPrefixHeaders}${key}`] = String(text);
    } else if (httpResponseCode) answer.status = Number(value);
    else if (httpPayload) {
      const isDocument = member.isStructSchema();
      answer.body = isDocument ? document(member, value as Output) : (value as string | Uint8Array);
      answer.headers['content-type'] ??= isDocument ? contentType : 'application/octet-stream';
    } else return true;
    return false;
  };

  return ({ output: shape, http }: Operation, output: Output): Answer => {
    const answer: Answer = { status: http?.[2] ?? 200, headers: {}, body: '' };
    const inBody = membersOf(shape).filter(([name, member]) => place(answer, member, output[name]));
    if (inBody.length > 0) {
      answer.body = document(shape, Object.fromEntries(inBody.map(([name]) => [name, output[name]])));
      answer.headers['content-type'] ??= contentType;
    }
    // The schemas know one success status for each operation; HTTP has another for a part of the content.
    if (answer.headers['content-range'] !== undefined) answer.status = 206;
    return answer;
  };
};
