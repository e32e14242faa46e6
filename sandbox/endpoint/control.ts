import type { World } from '../world.ts';
import { type ControlRoutes, json, UnusableError } from './control/answer.ts';
import { faultRoutes, type Served } from './control/faults.ts';
import type { Answer, Received } from './wire.ts';

/** The stage that the sandbox deploys the stack as. */
const stage = 'sandbox';

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

/**
 * Serves the sandbox's own paths: `/_sandbox/health`, `/_sandbox/faults` and those that are added.
 *
 * @param served what the endpoint serves
 */
export const control = (world: World, served: Served, ownHost: string, added: ControlRoutes = {}) => {
  const routes: ControlRoutes = {
    'GET health': () => json(200, { account: world.accountId, region: world.region, stage, services: served.services }),
    ...faultRoutes(world, served),
    ...added,
  };

  return (received: Received): Answer => {
    if (!isOwnHost(received.headers['host'], ownHost)) {
      return json(403, { message: 'the sandbox is controlled only by its own address; call it as 127.0.0.1' });
    }
    const route = routes[`${received.method} ${received.path.slice(prefix.length)}`];
    if (!route) return json(404, { message: `no such path; there are: ${Object.keys(routes).join(', ')}` });
    try {
      return route(received);
    } catch (error) {
      if (!(error instanceof UnusableError)) throw error;
      return json(error.status, { message: error.message, problems: error.problems });
    }
  };
};
