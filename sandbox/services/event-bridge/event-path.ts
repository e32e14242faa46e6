import { isObject, type Json, type JsonObject } from '../../engine/json.ts';

type Step = string | number | '*';

/** `$.detail.list[0].name`: names with letters, digits, `-`, `_` and `/`, indices, and `*` for all of them. */
const pathPattern = /^\$(?:\.(?:[\w/-]+|\*)|\[(?:\d+|\*)\])*$/;
const stepPattern = /\.([\w/*-]+)|\[(\d+|\*)\]/g;

/** Whether EventBridge takes the text for a path. */
export const isEventPath = (path: string): boolean => pathPattern.test(path);

const stepsOf = (path: string): Step[] =>
  [...path.matchAll(stepPattern)].map(([, name, index]) => name ?? (index === '*' ? '*' : Number(index)));

const follow = (value: Json | undefined, [step, ...rest]: Step[]): Json | undefined => {
  if (step === undefined || value === undefined) return value;
  if (step === '*') {
    const members = Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
    return members.map((member) => follow(member, rest)).filter((found) => found !== undefined);
  }
  if (Array.isArray(value)) return typeof step === 'number' ? follow(value[step], rest) : undefined;
  return isObject(value) && Object.hasOwn(value, step) ? follow(value[step], rest) : undefined;
};

/** What lies at a path of an event; undefined where nothing does. */
export const valueAt = (event: JsonObject, path: string): Json | undefined => follow(event, stepsOf(path));
