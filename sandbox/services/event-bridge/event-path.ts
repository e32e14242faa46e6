import { isObject, type Json, type JsonObject } from '../../engine/json.ts';

/** A member's name, an index, or all of them. */
export type Step = string | number | '*';

/** `$.detail.list[0].name`: names with letters, digits, `-`, `_` and `/`, indices, and `*` for all of them. */
const pathPattern = /^\$(?:\.(?:[\w/-]+|\*)|\[(?:\d+|\*)\])*$/;
const stepPattern = /\.([\w/*-]+)|\[(\d+|\*)\]/g;

/** Whether EventBridge takes the text for a path. */
export const isEventPath = (path: string): boolean => pathPattern.test(path);

/** A path's steps; each path is read once, and used for all events. */
export const stepsOf = (path: string): Step[] =>
  [...path.matchAll(stepPattern)].map(([, name, index]) => name ?? (index === '*' ? '*' : Number(index)));

const follow = (value: Json | undefined, steps: Step[], at: number): Json | undefined => {
  const step = steps[at];
  if (step === undefined || value === undefined) return value;
  if (step === '*') {
    const members = Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
    return members.map((member) => follow(member, steps, at + 1)).filter((found) => found !== undefined);
  }
  if (Array.isArray(value)) return typeof step === 'number' ? follow(value[step], steps, at + 1) : undefined;
  return isObject(value) && Object.hasOwn(value, step) ? follow(value[step], steps, at + 1) : undefined;
};

/** What lies at the end of a path's steps in an event; undefined where nothing does. */
export const valueAt = (event: JsonObject, steps: Step[]): Json | undefined => follow(event, steps, 0);
