import * as v from 'valibot';
import type { World } from '../../world.ts';
import { type ControlRoutes, json, readBody, UnusableError } from './answer.ts';

const mostCalls = 1_000_000;
const longestDelayMs = 31 * 86_400_000;

const wholeNumber = (least: number, most: number) => {
  const expected = `must be a whole number from ${least} to ${most}`;
  return v.pipe(v.number(expected), v.integer(expected), v.minValue(least, expected), v.maxValue(most, expected));
};
const count = wholeNumber(1, mostCalls);
const name = v.pipe(v.string(), v.nonEmpty('must not be empty'));

const faultSchema = v.pipe(
  v.strictObject({
    service: name,
    operation: name,
    call: v.optional(count),
    times: v.optional(count),
    error: v.optional(
      v.pipe(v.string(), v.regex(/^[A-Za-z][\w.]*$/, 'must be an error code such as ThrottlingException')),
    ),
    message: v.optional(v.string()),
    status: v.optional(wholeNumber(400, 599)),
    delayMs: v.optional(wholeNumber(0, longestDelayMs)),
    functionName: v.optional(name),
    after: v.optional(v.boolean()),
  }),
  v.check(
    ({ error, delayMs, after }) => error !== undefined || delayMs !== undefined || after === true,
    'needs an error, a delayMs or both, or to strike after',
  ),
);

/** What is served, by which a fault must be named. */
export interface Served {
  services: string[];
  /** Names of a service's operations; undefined for a service that is not here. */
  operationsOf(service: string): string[] | undefined;
}

/** `/_sandbox/faults`: adds, lists and clears scripted faults. */
export const faultRoutes = (world: World, { services, operationsOf }: Served): ControlRoutes => ({
  'GET faults': () => json(200, { faults: world.faults.list() }),
  'POST faults': ({ body }) => {
    const fault = readBody('fault', faultSchema, body);
    const { service, operation } = fault;
    const operations = operationsOf(service);
    if (!operations) {
      throw new UnusableError('fault', [`service: '${service}' is not served; use one of ${services.join(', ')}`]);
    }
    if (!operations.includes(operation)) {
      throw new UnusableError('fault', [`operation: ${service} has no operation '${operation}'`]);
    }
    world.faults.add(fault);
    return json(201, fault);
  },
  'DELETE faults': () => {
    world.faults.clear();
    return json(200, { faults: [] });
  },
});
