import type { InputTransformer, Target } from '@aws-sdk/client-eventbridge';
import { type Json, toText } from '../../engine/json.ts';
import { validationError } from './errors.ts';
import { asJson, type BusEvent } from './event.ts';
import { isEventPath, stepsOf, valueAt } from './event-path.ts';

/** The rule an event matched, as templates may name it. */
export interface MatchedRule {
  name: string;
  arn: string;
}

/** An event on its way to a target. */
interface Passing {
  event: BusEvent;
  rule: MatchedRule;
  /** Milliseconds since the epoch. */
  receivedAt: number;
}

type Value = (passing: Passing) => Json | undefined;

const predefined: Record<string, Value> = {
  'aws.events.rule-arn': ({ rule }) => rule.arn,
  'aws.events.rule-name': ({ rule }) => rule.name,
  'aws.events.event.ingestion-time': ({ receivedAt }) => new Date(receivedAt).toISOString(),
  'aws.events.event': ({ event }) => {
    const { detail: _, 'detail-type': detailType, ...rest } = event;
    return { ...rest, detailType };
  },
  'aws.events.event.json': ({ event }) => asJson(event),
};

/** A template's texts, quotes and `<variable>`s; a backslash keeps what follows it as it is. */
const tokens = /\\.|"|<([^<>\s]+)>|[^\\"<]+|</gs;

/** Text within quotes, JSON without: `"at <time>"` and `{"time": <time>}` both come out right. */
const spell = (value: Json, isQuoted: boolean): string => {
  if (!isQuoted) return toText(value);
  return typeof value === 'string' ? toText(value).slice(1, -1) : toText(value);
};

/** A template that is read: texts as they are, and what stands for variables. */
type Parts = (string | { value: Value; isQuoted: boolean })[];

/** A variable whose path leads nowhere is an empty text. */
const nothing: Value = () => '';

const parsed = ({ InputPathsMap = {}, InputTemplate = '' }: InputTransformer): Parts => {
  const readerOf = (name: string): Value => {
    if (Object.hasOwn(predefined, name)) return predefined[name] ?? nothing;
    const path = Object.hasOwn(InputPathsMap, name) ? InputPathsMap[name] : undefined;
    if (path === undefined) return nothing;
    const steps = stepsOf(path);
    return ({ event }) => valueAt(asJson(event), steps);
  };
  let isQuoted = false;
  return [...InputTemplate.matchAll(tokens)].map(([token, name]) => {
    if (token === '"') isQuoted = !isQuoted;
    return name === undefined ? token : { value: readerOf(name), isQuoted };
  });
};

const known = new WeakMap<InputTransformer, Parts>();

/** A target's transformer is read once, and used for all events. */
const partsOf = (transformer: InputTransformer): Parts => {
  const parts = known.get(transformer) ?? parsed(transformer);
  known.set(transformer, parts);
  return parts;
};

const transformed = (transformer: InputTransformer, passing: Passing): string => {
  let text = '';
  for (const part of partsOf(transformer)) {
    text += typeof part === 'string' ? part : spell(part.value(passing) ?? '', part.isQuoted);
  }
  return text;
};

/**
 * What a target is sent: its constant input, a part of the event, a filled template, or the event itself.
 *
 * @param receivedAt milliseconds since the epoch
 * @returns JSON text, unless a template makes something else of it
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export const targetInput = (target: Target, event: BusEvent, rule: MatchedRule, receivedAt: number): string => {
  if (target.Input !== undefined) return target.Input;
  if (target.InputPath !== undefined) return toText(valueAt(asJson(event), stepsOf(target.InputPath)) ?? null);
  if (target.InputTransformer === undefined) return toText(asJson(event));
  return transformed(target.InputTransformer, { event, rule, receivedAt });
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
    if (name === undefined || Object.hasOwn(InputPathsMap, name) || Object.hasOwn(predefined, name)) continue;
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
