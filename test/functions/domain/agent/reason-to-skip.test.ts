import { describe, expect, it } from '@jest/globals';
import type { Outage } from '../../../../functions/domain/agent/ledger.ts';
import { type ManagedNode, reasonToSkip } from '../../../../functions/domain/agent/reason-to-skip.ts';
import { facts, node } from './acting-world.ts';

type Facts = NonNullable<Outage['facts']>;

const nodes = (given: Partial<ManagedNode>): ReadonlyMap<string, ManagedNode> =>
  new Map([['i-0123456789abcdef0', { ...node, ...given }]]);

describe('reasonToSkip', () => {
  it.each<[string | null, Partial<Facts>]>([
    [null, {}],
    ['is DRAINING already', { status: 'DRAINING' }],
    ['is DEREGISTERING: only ACTIVE container instances can be drained', { status: 'DEREGISTERING' }],
    ['its machine is not known to run (UNKNOWN)', { host: 'UNKNOWN' }],
    ['its machine is not known to run (OFFLINE)', { host: 'OFFLINE' }],
  ])('of drain is %p for %p', (reason, given) => {
    expect(reasonToSkip({ ...facts, ...given }, 'drain', new Map())).toBe(reason);
  });

  it.each<[string | null, ReadonlyMap<string, ManagedNode> | string]>([
    [null, nodes({})],
    [null, nodes({ platform: 'Windows', system: 'Microsoft Windows Server 2022 Datacenter' })],
    ['Systems Manager does not hear from i-0123456789abcdef0 (ConnectionLost)', nodes({ ping: 'ConnectionLost' })],
    [
      'i-0123456789abcdef0 is no managed node of Systems Manager: it needs the SSM agent and its permissions',
      new Map(),
    ],
    [
      'Bottlerocket: commands run in its control container, which cannot restart the agent; reboot it with: apiclient reboot',
      nodes({ system: 'Bottlerocket' }),
    ],
    ['no command for MacOS is known', nodes({ platform: 'MacOS' })],
    [
      'Systems Manager does not say whether it hears from i-0123456789abcdef0: AccessDeniedException: no',
      'AccessDeniedException: no',
    ],
  ])('of restart-agent is %p', (reason, given) => {
    expect(reasonToSkip(facts, 'restart-agent', given)).toBe(reason);
  });

  it('of restart-agent names what has no machine', () => {
    const reason = 'ECS names no machine of it';
    expect(reasonToSkip({ ...facts, instanceId: null }, 'restart-agent', nodes({}))).toBe(reason);
  });

  it('is that nothing is known, where no look found anything out', () => {
    expect(reasonToSkip(null, 'drain', new Map())).toBe('nothing is known of its machine');
  });
});
