import { isObject, type Json, type JsonObject } from '../../engine/json.ts';
import { invalidPattern } from './errors.ts';
import { fieldMatch, isMatchType } from './match-expression.ts';

/** A compiled pattern: whether an event is one of those it asks for. */
export type EventPattern = (event: JsonObject) => boolean;

type ValueMatch = (value: Json | undefined) => boolean;

/**
 * Compiles an event pattern: an object with the shape of the events, whose leaves are arrays of what may stand there.
 *
 * @throws AwsError InvalidEventPatternException
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 */
export const compileEventPattern = (text: string): EventPattern => {
  const pattern = parse(text);
  if (!isObject(pattern)) throw invalidPattern('Filter is not an object');
  return compileObject(pattern);
};

const parse = (text: string): Json => {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw invalidPattern((error as Error).message);
  }
};

/** All fields of a pattern have to match. */
const compileObject = (pattern: JsonObject): EventPattern => {
  const entries = Object.entries(pattern);
  if (entries.length === 0) throw invalidPattern('Empty objects are not allowed');
  const fields = entries.map(([name, asked]): EventPattern => {
    const alternatives = name === '$or' ? alternativesOf(asked) : undefined;
    if (alternatives) {
      const compiled = alternatives.map(compileObject);
      return (event) => compiled.some((matches) => matches(event));
    }
    const matches = compileField(name, asked);
    return (event) => matches(fieldOf(event, name));
  });
  return (event) => fields.every((matches) => matches(event));
};

/** `$or` is an operator where it lists at least two objects, and an ordinary field's name otherwise. */
const alternativesOf = (asked: Json): JsonObject[] | undefined => {
  if (!Array.isArray(asked) || asked.length < 2) return undefined;
  const objects = asked.filter(isObject);
  const areFields = objects.every((each) => !Object.keys(each).some(isMatchType));
  return objects.length === asked.length && areFields ? objects : undefined;
};

const compileField = (name: string, asked: Json): ValueMatch => {
  if (isObject(asked)) {
    const matches = compileObject(asked);
    return (value) => (isObject(value) ? matches(value) : objectsIn(value).some(matches));
  }
  if (!Array.isArray(asked)) throw invalidPattern(`"${name}" must be an object or an array`);
  if (asked.length === 0) throw invalidPattern('Empty arrays are not allowed');
  const expressions = asked.map(fieldMatch);
  return (value) => {
    const values = leavesIn(value);
    return expressions.some((matches) => matches(values));
  };
};

/** The objects to look in for what lies below: those of an array one by one; nothing counts as an empty object. */
const objectsIn = (value: Json | undefined): JsonObject[] => {
  const found = nestedIn(value);
  return found.length > 0 ? found : [{}];
};

const nestedIn = (value: Json | undefined): JsonObject[] => {
  if (Array.isArray(value)) return value.flatMap(nestedIn);
  return isObject(value) ? [value] : [];
};

/** The values at a leaf: those of an array one by one; an object is none. */
const leavesIn = (value: Json | undefined): Json[] => {
  if (value === undefined || isObject(value)) return [];
  return Array.isArray(value) ? value.flatMap(leavesIn) : [value];
};

/** A field by its name, where `a.b` is also `b` in `a`, on either side: EventBridge joins the names of a path by dots. */
const fieldOf = (event: JsonObject, name: string): Json | undefined => {
  if (Object.hasOwn(event, name)) return event[name];
  const prefix = `${name}.`;
  if (Object.keys(event).some((key) => key.startsWith(prefix))) {
    const below = Object.entries(event).filter(([key]) => key.startsWith(prefix));
    return Object.fromEntries(below.map(([key, value]) => [key.slice(prefix.length), value]));
  }
  const dot = name.indexOf('.');
  const outer = dot < 0 ? undefined : event[name.slice(0, dot)];
  return isObject(outer) ? fieldOf(outer, name.slice(dot + 1)) : undefined;
};
