import { describe, expect, it } from '@jest/globals';
import { actedOf, machinesToAsk, noteOutcomes, planActions } from '../../../../functions/domain/agent/actions.ts';
import type { OutageAction } from '../../../../functions/domain/agent/ledger.ts';
import { acting, confirmed, execution, facts, ledgerOf, node, now } from './acting-world.ts';

const entry = (status: OutageAction['status'], action: OutageAction['action'] = 'drain'): OutageAction => ({
  action,
  status,
  at: '2026-11-21T05:59:00.000Z',
  detail: 'before',
});

const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`a${index}`, confirmed()]));

describe('planActions', () => {
  it('reserves an action in the ledger and orders it', () => {
    const { ledger, result } = planActions(ledgerOf({ a1: confirmed() }), acting());
    expect(result).toEqual({
      held: null,
      orders: [{ id: 'a1', action: 'drain', instanceId: 'i-0123456789abcdef0', node }],
    });
    expect(ledger?.outages['a1']?.actions).toEqual([
      { action: 'drain', status: 'STARTED', at: now, detail: 'begun; what came of it is not known' },
    ]);
    expect(ledger?.recentActions).toEqual([{ at: now, instance: 'a1', action: 'drain' }]);
  });

  it.each([
    ['no actions are wanted', ledgerOf({ a1: confirmed() }), acting({ request: { actions: [] } })],
    ['nothing is confirmed', ledgerOf({ a1: confirmed({ confirmedAt: null }) }), acting()],
    ['all is over', ledgerOf({ a1: confirmed({ endedAt: now, end: 'RECONNECTED' }) }), acting()],
    ['another run follows it', ledgerOf({ a1: confirmed({ owner: `${execution}-other` }) }), acting()],
  ])('does nothing where %s', (_, ledger, given) => {
    expect(planActions(ledger, given)).toEqual({ result: { held: 'NONE_WANTED', orders: [] } });
  });

  it('acts by hand on what another run follows', () => {
    const ledger = ledgerOf({ a1: confirmed({ owner: `${execution}-other` }) });
    expect(planActions(ledger, acting({ isFollowed: false })).result.orders).toHaveLength(1);
  });

  it.each([
    [1, 4, null],
    [1, 3, 'STORM'],
    [2, 7, 'STORM'],
    [2, 8, null],
    [10, 40, null],
    [11, 40, 'STORM'],
    [1, 0, 'STORM'],
  ])('with %i affected of %i instances is held by %p', (affected, registered, held) => {
    const plan = planActions(ledgerOf({ a1: confirmed() }), acting({ affected, registered }));
    expect(plan.result.held).toBe(held);
    expect(plan.result.orders).toHaveLength(held === null ? 1 : 0);
    expect(plan.ledger === undefined).toBe(held !== null);
  });

  it('counts outages that were confirmed since the last look, of all runs, towards a storm', () => {
    const others = Object.fromEntries(
      ['b1', 'b2', 'b3'].map((id) => [id, confirmed({ owner: `${execution}-other` })] as const),
    );
    const { result } = planActions(ledgerOf({ a1: confirmed(), ...others }), acting({ affected: 1, registered: 15 }));
    expect(result.held).toBe('STORM');
  });

  it('stays below the cap of the hour, all runs counted, and takes those first that are away for longest', () => {
    const recentActions = [
      { at: '2026-11-21T05:10:00.000Z', instance: 'z1', action: 'drain' },
      { at: '2026-11-21T04:59:00.000Z', instance: 'z2', action: 'drain' },
    ];
    const outages = {
      a1: confirmed({ since: '2026-11-21T05:55:00Z' }),
      a2: confirmed({ since: null, firstSeenAt: '2026-11-21T05:40:00.000Z' }),
    };
    const plan = planActions(ledgerOf(outages, { recentActions }), acting({ request: { maxActionsPerHour: 2 } }));
    expect(plan.result).toMatchObject({ held: 'CAP', orders: [{ id: 'a2' }] });
    expect(plan.ledger?.outages['a1']?.actions).toEqual([
      { action: 'drain', status: 'SKIPPED', at: now, detail: 'the cap of 2 actions per cluster and hour is reached' },
    ]);
    expect(plan.ledger?.recentActions.map(({ instance }) => instance)).toEqual(['z1', 'a2']);
  });

  it('gives an instance all its actions before the next, and orders by the order of the request', () => {
    const nodes = new Map([['i-0123456789abcdef0', node]]);
    const outages = { a1: confirmed({ since: '2026-11-21T05:50:00Z' }), a2: confirmed(), a3: confirmed() };
    const request = { actions: ['restart-agent', 'drain'] as const, maxActionsPerHour: 3 };
    const { result } = planActions(
      ledgerOf(outages),
      acting({ nodes, affected: 3, request: { ...request, actions: [...request.actions] } }),
    );
    expect(result.orders.map(({ id, action }) => `${action} ${id}`)).toEqual([
      'restart-agent a1',
      'restart-agent a2',
      'drain a1',
    ]);
  });

  it('orders again what an attempt before left STARTED, without counting it again', () => {
    const recentActions = [{ at: '2026-11-21T05:59:00.000Z', instance: 'a1', action: 'drain' }];
    const ledger = ledgerOf({ a1: confirmed({ actions: [entry('STARTED')] }) }, { recentActions });
    const plan = planActions(ledger, acting({ request: { maxActionsPerHour: 1 } }));
    expect(plan.result).toMatchObject({ held: null, orders: [{ id: 'a1' }] });
    expect(plan.ledger?.recentActions).toEqual(recentActions);
  });

  it.each(['DONE', 'FAILED'] as const)('does not do again in the same outage what was %s', (status) => {
    const plan = planActions(ledgerOf({ a1: confirmed({ actions: [entry(status)] }) }), acting());
    expect(plan.result.orders).toEqual([]);
    expect(plan.ledger?.outages['a1']?.actions).toEqual([entry(status)]);
  });

  it.each(['SKIPPED', 'PLANNED'] as const)('does now what was %s before', (status) => {
    const plan = planActions(ledgerOf({ a1: confirmed({ actions: [entry(status)] }) }), acting());
    expect(plan.result.orders).toHaveLength(1);
    expect(plan.ledger?.outages['a1']?.actions).toEqual([expect.objectContaining({ status: 'STARTED', at: now })]);
  });

  it('only says with dryRun what it would do, below the cap, and reserves nothing', () => {
    const plan = planActions(ledgerOf(many(3)), acting({ request: { dryRun: true, maxActionsPerHour: 2 } }));
    expect(plan.result).toEqual({ held: 'DRY_RUN', orders: [] });
    expect(Object.values(plan.ledger?.outages ?? {}).map(({ actions }) => actions[0]?.status)).toEqual([
      'PLANNED',
      'PLANNED',
      'SKIPPED',
    ]);
    expect(plan.ledger?.recentActions).toEqual([]);
  });

  it('leaves with dryRun what another attempt has begun', () => {
    const ledger = ledgerOf({ a1: confirmed({ actions: [entry('STARTED')] }) });
    const plan = planActions(ledger, acting({ request: { dryRun: true } }));
    expect(plan.result.orders).toEqual([]);
    expect(plan.ledger?.outages['a1']?.actions).toEqual([entry('STARTED')]);
  });

  it('notes why an action is skipped, and counts it against nothing', () => {
    const ledger = ledgerOf({ a1: confirmed({ facts: { ...facts, status: 'DRAINING' } }) });
    const plan = planActions(ledger, acting());
    expect(plan.result).toEqual({ held: null, orders: [] });
    expect(plan.ledger?.outages['a1']?.actions).toEqual([
      { action: 'drain', status: 'SKIPPED', at: now, detail: 'is DRAINING already' },
    ]);
    expect(plan.ledger?.recentActions).toEqual([]);
  });
});

describe('machinesToAsk', () => {
  it.each([
    ['agents are to be restarted', acting({ request: { actions: ['restart-agent'] } }), ['i-0123456789abcdef0']],
    ['nothing goes by Systems Manager', acting(), []],
    ['there is a storm', acting({ request: { actions: ['restart-agent'] }, registered: 3 }), []],
  ])('names machines where %s', (_, given, machines) => {
    expect(machinesToAsk(ledgerOf({ a1: confirmed() }), given)).toEqual(machines);
  });

  it('leaves out what has no machine', () => {
    const given = acting({ request: { actions: ['restart-agent'] } });
    expect(machinesToAsk(ledgerOf({ a1: confirmed({ facts: null }) }), given)).toEqual([]);
  });
});

describe('noteOutcomes', () => {
  it('puts what came of an order in the place of its reservation, in words that are not too many', () => {
    const ledger = ledgerOf({ a1: confirmed({ actions: [entry('STARTED'), entry('DONE', 'restart-agent')] }) });
    const outcome = { id: 'a1', action: 'drain', status: 'FAILED', detail: 'x'.repeat(1_000) } as const;
    expect(noteOutcomes(ledger, [outcome], now).outages['a1']?.actions).toEqual([
      entry('DONE', 'restart-agent'),
      { action: 'drain', status: 'FAILED', at: now, detail: 'x'.repeat(300) },
    ]);
  });

  it('leaves an outage out that is not there any more', () => {
    const outcome = { id: 'a2', action: 'drain', status: 'DONE', detail: 'set to DRAINING' } as const;
    expect(noteOutcomes(ledgerOf({}), [outcome], now).outages).toEqual({});
  });
});

describe('actedOf', () => {
  it('counts what came of the actions of this run and of no run before', () => {
    const ledger = ledgerOf({
      a1: confirmed({ actions: [entry('DONE'), entry('STARTED', 'restart-agent')] }),
      a2: confirmed({ actions: [{ ...entry('DONE'), at: '2026-11-21T04:00:00.000Z' }] }),
      a3: confirmed({ actions: [entry('FAILED'), entry('SKIPPED', 'restart-agent')] }),
      b1: confirmed({ owner: `${execution}-other`, actions: [entry('DONE')] }),
    });
    const startedAt = '2026-11-21T05:50:00.000Z';
    expect(actedOf(ledger, { execution, isFollowed: true, held: null, startedAt })).toEqual({
      held: null,
      started: 1,
      done: 1,
      failed: 1,
      skipped: 1,
    });
  });
});
