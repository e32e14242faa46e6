import type { InputTransformer, Target } from '@aws-sdk/client-eventbridge';
import { type Json, toText } from '../../engine/json.ts';
import { validationError } from './errors.ts';
import { asJson, type BusEvent } from './event.ts';
import { isEventPath, valueAt } from './event-path.ts';

/** The rule an event matched, as templates may name it. */
export interface MatchedRule {
  name: string;
  arn: string;
}

const predefined = (event: BusEvent, rule: MatchedRule, receivedAt: string): Record<string, Json> => {
  const { detail: _, 'detail-type': detailType, ...rest } = event;
  return {
    'aws.events.rule-arn': rule.arn,
    'aws.events.rule-name': rule.name,
    'aws.events.event.ingestion-time': receivedAt,
    'aws.events.event': { ...rest, detailType },
    'aws.events.event.json': asJson(event),
  };
};

const predefinedNames = new Set([
  'aws.events.rule-arn',
  'aws.events.rule-name',
  'aws.events.event.ingestion-time',
  'aws.events.event',
  'aws.events.event.json',
]);

/** A template's texts, quotes and `<variable>`s; a backslash keeps what follows it as it is. */
const tokens = /\\.|"|<([^<>\s]+)>|[^\\"<]+|</gs;

/** Text within quotes, JSON without: `"at <time>"` and `{"time": <time>}` both come out right. */
const spell = (value: Json, isQuoted: boolean): string => {
  if (!isQuoted) return toText(value);
  return typeof value === 'string' ? toText(value).slice(1, -1) : toText(value);
};

/** Fills a template. A variable whose path leads nowhere is an empty text. */
const fill = (template: string, variables: Record<string, Json | undefined>): string => {
  let isQuoted = false;
  const parts = [...template.matchAll(tokens)].map(([token, name]) => {
    if (token === '"') isQuoted = !isQuoted;
    return name === undefined ? token : spell(variables[name] ?? '', isQuoted);
  });
  return parts.join('');
};

const transformed = (
  { InputPathsMap = {}, InputTemplate = '' }: InputTransformer,
  event: BusEvent,
  variables: Record<string, Json>,
): string => {
  const own = Object.entries(InputPathsMap).map(([name, path]) => [name, valueAt(asJson(event), path)]);
  return fill(InputTemplate, { ...Object.fromEntries(own), ...variables });
};

/**
 * What a target is sent: its constant input, a part of the event, a filled template, or the event itself.
 *
 * @param receivedAt ISO 8601
 * @returns JSON text, unless a template makes something else of it
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export const targetInput = (target: Target, event: BusEvent, rule: MatchedRule, receivedAt: string): string => {
  if (target.Input !== undefined) return target.Input;
  if (target.InputPath !== undefined) return toText(valueAt(asJson(event), target.InputPath) ?? null);
  if (target.InputTransformer === undefined) return toText(asJson(event));
  return transformed(target.InputTransformer, event, predefined(event, rule, receivedAt));
};

const mostVariables = 100;

/** @throws AwsError ValidationException */
export const checkTargetInput = ({ Id, Input, InputPath, InputTransformer }: Target): void => {
  if ([Input, InputPath, InputTransformer].filter((each) => each !== undefined).length > 1) {
    throw validationError(`Only one of Input, InputPath, or InputTransformer must be provided for target ${Id}.`);
  }
  if (Input !== undefined && !isJson(Input))
    throw validationError(`JSON syntax error in input for target ${Id} : ${Input}`);
  if (InputPath !== undefined && !isEventPath(InputPath)) throw validationError(`Invalid InputPath for target ${Id}.`);
  if (InputTransformer) checkTransformer(InputTransformer, Id);
};

const checkTransformer = (
  { InputPathsMap = {}, InputTemplate = '' }: InputTransformer,
  id: string | undefined,
): void => {
  const names = Object.keys(InputPathsMap);
  if (names.length > mostVariables) throw validationError(`InputPathsMap for target ${id} has too many variables.`);
  const bad = names.find((name) => /^aws\./i.test(name) || !isEventPath(InputPathsMap[name] ?? ''));
  if (bad !== undefined) throw validationError(`Invalid InputPathsMap for target ${id}: ${bad}.`);
  for (const [, name] of InputTemplate.matchAll(tokens)) {
    if (name === undefined || Object.hasOwn(InputPathsMap, name) || predefinedNames.has(name)) continue;
    throw validationError(`InputTemplate for target ${id} contains invalid placeholder ${name}.`);
  }
};

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};
