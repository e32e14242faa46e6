import { describe, expect, it } from '@jest/globals';
import { containerInstanceArn, hookStarts } from '../../../../functions/domain/agent/hook.ts';
import { executionName } from '../../../../functions/domain/agent/window.ts';
import { clusterArn, confirmed, execution, facts, ledgerOf, now } from './acting-world.ts';

const hooked = {
  cluster: 'prod',
  clusterArn,
  execution,
  window: '2026-11-21T05:55:00Z',
  affected: 2,
  registered: 40,
  isFollowed: true,
};

describe('hookStarts', () => {
  it('hands the confirmed instances of a run over with what is known of them', () => {
    expect(hookStarts(ledgerOf({ a1: confirmed({ flaps: 1 }) }), hooked)).toEqual([
      {
        name: expect.stringMatching(/^run-[0-9a-f]{10}-1$/),
        input: {
          cluster: 'prod',
          clusterArn,
          execution,
          window: '2026-11-21T05:55:00Z',
          affected: 2,
          registered: 40,
          part: 1,
          parts: 1,
          instances: [
            {
              containerInstanceArn: 'arn:aws:ecs:us-east-1:111122223333:container-instance/prod/a1',
              instanceId: 'i-0123456789abcdef0',
              isExternal: false,
              availabilityZone: 'us-east-1a',
              osType: 'linux',
              status: 'ACTIVE',
              host: 'RUNNING',
              runningTasks: 3,
              since: '2026-11-21T05:55:00Z',
              firstSeenAt: '2026-11-21T05:57:00.000Z',
              flaps: 1,
            },
          ],
        },
      },
    ]);
  });

  it.each([
    ['is not confirmed', confirmed({ confirmedAt: null })],
    ['is over', confirmed({ endedAt: now, end: 'RECONNECTED' })],
    ['was alerted by a run before, which had its hook', confirmed({ alertedAt: now })],
    ['another run follows', confirmed({ owner: `${execution}-other` })],
  ])('leaves out what %s', (_, outage) => {
    expect(hookStarts(ledgerOf({ a1: outage }), hooked)).toEqual([]);
  });

  it('names an instance of which nothing is known', () => {
    const [start] = hookStarts(ledgerOf({ a1: confirmed({ facts: null }) }), hooked);
    expect(start?.input.instances).toMatchObject([{ instanceId: null, host: 'UNKNOWN', runningTasks: 0 }]);
  });

  it('divides thousands among executions whose inputs and names Step Functions takes', () => {
    const longArn = `arn:aws-us-gov:ecs:us-gov-west-1:111122223333:cluster/${'c'.repeat(255)}`;
    const outages = Object.fromEntries(
      Array.from({ length: 1_250 }, (_, index) => [
        index.toString(16).padStart(32, '0'),
        confirmed({ facts: { ...facts, instanceId: 'mi-0123456789abcdef0', availabilityZone: 'us-gov-west-1a' } }),
      ]),
    );
    const long = `${execution.slice(0, -3)}${executionName(longArn, '2026-11-21T05:55:00Z')}`;
    const ledger = ledgerOf(
      Object.fromEntries(Object.entries(outages).map(([id, outage]) => [id, { ...outage, owner: long }])),
    );
    const starts = hookStarts(ledger, { ...hooked, clusterArn: longArn, cluster: 'c'.repeat(255), execution: long });
    expect(starts.map(({ input }) => [input.part, input.parts, input.instances.length])).toEqual([
      [1, 4, 400],
      [2, 4, 400],
      [3, 4, 400],
      [4, 4, 50],
    ]);
    for (const { name, input } of starts) {
      expect(name).toMatch(/^[A-Za-z0-9_-]{1,80}$/);
      expect(Buffer.byteLength(JSON.stringify(input))).toBeLessThan(262_144);
    }
    expect(new Set(starts.map(({ name }) => name)).size).toBe(4);
  });
});

describe('containerInstanceArn', () => {
  it.each([
    ['a1', 'arn:aws:ecs:us-east-1:111122223333:container-instance/prod/a1'],
    [
      'f9cc75bb-0c94-46b9-bf6d-49d320bc1551',
      'arn:aws:ecs:us-east-1:111122223333:container-instance/f9cc75bb-0c94-46b9-bf6d-49d320bc1551',
    ],
  ])('of %s is %s', (id, arn) => {
    expect(containerInstanceArn(clusterArn, id)).toBe(arn);
  });
});
