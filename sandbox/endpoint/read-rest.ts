import { XmlShapeDeserializer } from '@aws-sdk/core/protocols';
import type { NormalizedSchema } from '@smithy/core/schema';
import { AwsError } from '../service.ts';
import { parseJson } from './aws-json.ts';
import { membersOf, requiredMembersOf, type ServiceModel } from './model.ts';
import type { Problem } from './problems.ts';
import { readJson } from './read-json.ts';
import type { Match } from './routes.ts';
import { readScalar } from './scalar.ts';
import type { Received } from './wire.ts';
import { xmlSettingsOf } from './write-xml.ts';

/** Query parameters that belong to signing and to the SDK, not to the operation. */
const isTransport = (name: string): boolean => name === 'x-id' || /^x-amz-/i.test(name);

/**
 * Binds labels, query parameters, headers and body of a REST request to the operation's input.
 * Headers it does not know are left alone, as HTTP wants; unknown query parameters and JSON members are problems.
 */
export const restReader =
  (model: ServiceModel, isJson: boolean) =>
  (match: Match, received: Received, problems: Problem[]): Record<string, unknown> => {
    const { operation, labels } = match;
    const members = membersOf(operation.input);
    const input: Record<string, unknown> = {};
    const queries = new Set(match.literals);
    const bodyMembers = new Map<string, [name: string, member: NormalizedSchema]>();

    for (const [name, member] of members) {
      const { httpLabel, httpHeader, httpPrefixHeaders, httpQuery, httpPayload, httpQueryParams, jsonName } =
        member.getMergedTraits();
      let value: unknown;
      if (httpLabel) value = readText(member, labels[name], name, problems);
      else if (httpHeader !== undefined) {
        value = readText(member, received.headers[httpHeader.toLowerCase()], name, problems);
      } else if (httpPrefixHeaders !== undefined) value = prefixed(received.headers, httpPrefixHeaders.toLowerCase());
      else if (httpQuery !== undefined) {
        queries.add(httpQuery);
        value = readQueryParameter(member, received.query.getAll(httpQuery), name, problems);
      } else if (httpQueryParams) value = Object.fromEntries(received.query);
      else if (httpPayload) value = readPayload(model, isJson, member, received.body, problems);
      else bodyMembers.set(jsonName ?? name, [name, member]);
      if (value !== undefined) input[name] = value;
    }

    if (isJson && bodyMembers.size > 0) Object.assign(input, readBody(bodyMembers, received.body, problems));
    if (!members.some(([, member]) => member.getMergedTraits().httpQueryParams)) {
      problems.push(...unknownQueries(received.query, queries));
    }
    for (const name of requiredMembersOf(operation.input)) {
      if (input[name] === undefined) problems.push({ kind: 'missing', at: name, detail: '' });
    }
    return input;
  };

const readText = (member: NormalizedSchema, text: string | undefined, at: string, problems: Problem[]): unknown => {
  if (text === undefined) return undefined;
  if (!member.isListSchema()) return readScalar(member, text, at, problems);
  const item = member.getValueSchema();
  return text.split(',').map((each) => readScalar(item, each.trim(), at, problems));
};

const readQueryParameter = (member: NormalizedSchema, texts: string[], at: string, problems: Problem[]): unknown => {
  if (!member.isListSchema()) return readText(member, texts[0], at, problems);
  const item = member.getValueSchema();
  return texts.length === 0 ? undefined : texts.map((text) => readScalar(item, text, at, problems));
};

const prefixed = (headers: Record<string, string>, prefix: string): Record<string, string> | undefined => {
  const found = Object.entries(headers).filter(([name]) => name.startsWith(prefix));
  if (found.length === 0) return undefined;
  return Object.fromEntries(found.map(([name, value]) => [name.slice(prefix.length), value]));
};

const readPayload = (
  model: ServiceModel,
  isJson: boolean,
  member: NormalizedSchema,
  body: Buffer,
  problems: Problem[],
): unknown => {
  if (body.length === 0) return undefined;
  if (member.isBlobSchema()) return body;
  if (member.isStringSchema()) return body.toString();
  if (isJson) return readJson(member, parseJson(body), member.getMemberName(), problems);
  try {
    return new XmlShapeDeserializer(xmlSettingsOf(model, model.xmlNamespace)).read(member, body.toString());
  } catch {
    throw new AwsError(
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
    );
  }
};

const readBody = (
  members: Map<string, [name: string, member: NormalizedSchema]>,
  body: Buffer,
  problems: Problem[],
): Record<string, unknown> => {
  const given = parseJson(body);
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new AwsError('SerializationException', 'the request body is not a JSON object');
  }
  const read: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(given)) {
    const entry = members.get(key);
    if (!entry)
      problems.push({ kind: 'unknown', at: key, detail: `must be one of: ${[...members.keys()].join(', ')}` });
    else if (value !== null) read[entry[0]] = readJson(entry[1], value, key, problems);
  }
  return read;
};

const unknownQueries = (query: URLSearchParams, known: Set<string>): Problem[] =>
  [...new Set(query.keys())]
    .filter((name) => !known.has(name) && !isTransport(name))
    .map((name) => ({ kind: 'unknown', at: name, detail: `must be one of: ${[...known].join(', ') || '(none)'}` }));
