import type { World } from '../world.ts';

/** States of an EC2 instance, as EC2 names them. */
export type Ec2State = 'pending' | 'running' | 'stopping' | 'stopped' | 'shutting-down' | 'terminated';

/** A machine: an EC2 instance, or a managed node of Systems Manager, or both. */
export interface HostRecord {
  /** `i-…` or `mi-…`. */
  id: string;
  kind: 'EC2' | 'EXTERNAL';
  platform: 'Linux' | 'Windows';
  /** Null for external ones. */
  availabilityZone: string | null;
  instanceType: string | null;
  subnetId: string | null;
  vpcId: string | null;
  /** External ones are always `running`. */
  state: Ec2State;
  launchedAt: number;
  /** What Systems Manager hears from its agent there; null where it is not registered with it. */
  ping: 'Online' | 'ConnectionLost' | 'Inactive' | null;
  lastPingAt: number;
  tags: { Key: string; Value: string }[];
}

/** A machine to add; what is absent is made up. */
export type NewHost = Pick<HostRecord, 'id'> & Partial<HostRecord>;

/** What wants to hear of a machine's changes. */
type Listener = (host: HostRecord) => void;

/** How many instances an error names. */
const mostNamed = 10;

/** Instances as an error names them: the first few of thousands. */
export const someOf = (ids: string[]): string => {
  const more = ids.length > mostNamed ? ` and ${ids.length - mostNamed} more` : '';
  return `${ids.slice(0, mostNamed).join(', ') || 'none'}${more}`;
};

/** The machines of an account: what EC2 and Systems Manager describe and ECS runs tasks on. */
export const createHosts = ({ clock, region }: Pick<World, 'clock' | 'region'>) => {
  const hosts = new Map<string, HostRecord>();
  const listeners = new Set<Listener>();

  const known = (id: string): HostRecord => {
    const host = hosts.get(id);
    if (!host) throw new RangeError(`there is no instance ${id} in the sandbox; it has ${someOf([...hosts.keys()])}`);
    return host;
  };

  return {
    all: hosts as ReadonlyMap<string, HostRecord>,
    /** Adds a machine; one that is there already stays as it is. */
    add: (given: NewHost): HostRecord => {
      const isExternal = given.id.startsWith('mi-');
      const host: HostRecord = hosts.get(given.id) ?? {
        kind: isExternal ? 'EXTERNAL' : 'EC2',
        platform: 'Linux',
        availabilityZone: isExternal ? null : `${region}a`,
        instanceType: isExternal ? null : 't3.medium',
        subnetId: isExternal ? null : 'subnet-0123456789abcdef0',
        vpcId: isExternal ? null : 'vpc-0123456789abcdef0',
        state: 'running',
        launchedAt: clock.now(),
        ping: 'Online',
        lastPingAt: clock.now(),
        tags: [],
        ...given,
      };
      hosts.set(host.id, host);
      return host;
    },
    /** @throws RangeError where there is no such machine */
    get: known,
    /**
     * Changes a machine, such as its state or what Systems Manager hears from it, and tells those who listen.
     *
     * @throws RangeError where there is no such machine
     */
    change: (id: string, changes: Partial<Pick<HostRecord, 'state' | 'ping'>>): void => {
      const host = known(id);
      // What was heard until now was heard last.
      if (host.ping === 'Online') host.lastPingAt = clock.now();
      Object.assign(host, changes);
      for (const listener of listeners) listener(host);
    },
    /** Takes a machine away, as EC2 forgets a terminated instance after about an hour. */
    forget: (id: string): void => void hosts.delete(id),
    onChange: (listener: Listener): void => void listeners.add(listener),
  };
};

export type Hosts = ReturnType<typeof createHosts>;
