import * as v from 'valibot';
import type { World } from '../world.ts';
import { parseJson } from './aws-json.ts';
import type { Answer, Received } from './wire.ts';

/** The stage that the sandbox deploys the stack as. */
const stage = 'sandbox';

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

const json = (status: number, value: unknown): Answer => ({
  status,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: `${JSON.stringify(value)}\n`,
});

/** What the control paths need of the endpoint. */
export interface Controlled {
  services: string[];
  /** Names of a service's operations; undefined for a service that is not here. */
  operationsOf(service: string): string[] | undefined;
}

const prefix = '/_sandbox/';
export const isControlPath = (path: string): boolean => path.startsWith(prefix);

const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Whether a Host header names this machine: a web page that rebinds its own name to loopback does not pass.
 *
 * @param ownHost the address that the endpoint was told to listen on
 */
export const isOwnHost = (hostHeader: string | undefined, ownHost: string): boolean => {
  const host = (hostHeader ?? '').toLowerCase().replace(/:\d+$/, '');
  return loopbackNames.has(host) || host === ownHost.toLowerCase() || host === `[${ownHost.toLowerCase()}]`;
};

/**
 * Whether a page of a foreign name may be asking: on loopback, every honest caller names this machine. An endpoint that
 * is told to listen elsewhere has names that it cannot know.
 */
export const isForeignHost = (hostHeader: string | undefined, ownHost: string): boolean =>
  /^(127\.|::1$|localhost$)/.test(ownHost) &&
  !isOwnHost(hostHeader, ownHost) &&
  !/\.localhost(:\d+)?$/i.test(hostHeader ?? '');

const addFault = (world: World, { services, operationsOf }: Controlled, body: Buffer): Answer => {
  const refuse = (problems: string[]): Answer => json(400, { message: 'the fault is not usable', problems });
  const given = v.safeParse(faultSchema, parseJson(body));
  if (!given.success) {
    return refuse(given.issues.map((issue) => `${v.getDotPath(issue) ?? 'fault'}: ${issue.message}`));
  }
  const { service, operation } = given.output;
  const operations = operationsOf(service);
  if (!operations) return refuse([`service: '${service}' is not served; use one of ${services.join(', ')}`]);
  if (!operations.includes(operation)) return refuse([`operation: ${service} has no operation '${operation}'`]);
  world.faults.add(given.output);
  return json(201, given.output);
};

/** Serves the sandbox's own paths: `/_sandbox/health` and `/_sandbox/faults`. */
export const control = (world: World, controlled: Controlled, ownHost: string) => {
  const routes: Record<string, (received: Received) => Answer> = {
    'GET health': () =>
      json(200, { account: world.accountId, region: world.region, stage, services: controlled.services }),
    'GET faults': () => json(200, { faults: world.faults.list() }),
    'POST faults': ({ body }) => addFault(world, controlled, body),
    'DELETE faults': () => {
      world.faults.clear();
      return json(200, { faults: [] });
    },
  };

  return (received: Received): Answer => {
    if (!isOwnHost(received.headers['host'], ownHost)) {
      return json(403, { message: 'the sandbox is controlled only by its own address; call it as 127.0.0.1' });
    }
    const route = routes[`${received.method} ${received.path.slice(prefix.length)}`];
    if (!route) return json(404, { message: `no such path; there are: ${Object.keys(routes).join(', ')}` });
    try {
      return route(received);
    } catch {
      return json(400, { message: 'the fault is not usable', problems: ['the request body is not JSON'] });
    }
  };
};
