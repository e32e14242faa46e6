import * as v from 'valibot';
import { type ControlRoutes, json, readBody, UnusableError } from '../endpoint/control/answer.ts';
import type { HostRecord, Hosts } from '../hosts/index.ts';
import { isManaged } from '../services/ssm/nodes.ts';
import { usable } from './usable.ts';

const states = ['running', 'stopped', 'terminated'] as const;
const pings = ['Online', 'ConnectionLost', 'Inactive'] as const;

const oneOf = (names: readonly string[]): string => `must be one of ${names.join(', ')}`;

const instanceSchema = v.pipe(
  v.strictObject(
    {
      instance: v.pipe(v.string('must be i-… or mi-…'), v.regex(/^m?i-/, 'must be i-… or mi-…')),
      state: v.optional(v.picklist(states, oneOf(states))),
      ping: v.optional(v.picklist(pings, oneOf(pings))),
    },
    'must be an object with instance and a state, a ping or both',
  ),
  v.check(({ state, ping }) => state !== undefined || ping !== undefined, 'needs a state, a ping or both'),
);

/** A machine as it is shown: what Systems Manager hears is null where it has no such node, as of a machine that is down. */
export const shownHost = (host: HostRecord): HostRecord => ({ ...host, ping: isManaged(host) ? host.ping : null });

type Change = Pick<v.InferOutput<typeof instanceSchema>, 'state' | 'ping'>;

/** What stands against a change of a machine. */
const obstacles = ({ id, kind, state }: HostRecord, change: Change): string[] => {
  if (change.state === undefined || change.state === state) return [];
  if (kind === 'EXTERNAL') {
    return [`state: ${id} is external, and no EC2 instance; use ping to say what Systems Manager hears of it`];
  }
  return state === 'terminated' ? [`state: ${id} is terminated, which is for good`] : [];
};

/** `/_sandbox/instances`: stops, terminates or starts a machine, or says what Systems Manager hears from it. */
export const instanceRoutes = (hosts: Hosts): ControlRoutes => ({
  'GET instances': () => json(200, { instances: [...hosts.all.values()].map(shownHost) }),
  'POST instances': ({ body }) => {
    const { instance, state, ping } = readBody('instance', instanceSchema, body);
    const host = usable('instance', 404, () => hosts.get(instance));
    const problems = obstacles(host, { state, ping });
    if (problems.length > 0) throw new UnusableError('instance', problems, 409);
    hosts.change(instance, { ...(state !== undefined && { state }), ...(ping !== undefined && { ping }) });
    return json(200, shownHost(host));
  },
});
