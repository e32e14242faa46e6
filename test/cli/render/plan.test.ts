import { describe, expect, it } from '@jest/globals';
import pc from 'picocolors';
import { planLines, plansIn } from '../../../cli/render/plan.ts';

const style = { colors: pc.createColors(false), width: 60 };
const shown = (...actions: object[]) =>
  plansIn({ plan: { hash: 'f00', status: 'CHANGES', actions } }).flatMap(([name, plan]) =>
    planLines(name, plan, style),
  );

describe('planLines', () => {
  it('name the resource and the calls', () => {
    const calls = ['ecs:RegisterTaskDefinition', 'ecs:DeregisterTaskDefinition'];
    expect(shown({ action: 'create', type: 'task definition', name: 'web', calls, changes: [] })).toEqual([
      'plan f00',
      '  + create  task definition web: RegisterTaskDefinition,',
      '            DeregisterTaskDefinition',
    ]);
  });

  it('show a change field by field, old and new', () => {
    const changes = [
      { field: 'desiredCount', from: 1, to: 2 },
      { field: 'platformVersion', from: null, to: 'LATEST' },
      { field: 'tags', from: 'x'.repeat(99), to: null },
    ];
    expect(shown({ action: 'change', type: 'service', name: 'a/b', changes })).toEqual([
      'plan f00',
      '  ~ change  service a/b',
      '              desiredCount: 1 → 2',
      '              platformVersion: none → "LATEST"',
      '              tags:',
      `              "${'x'.repeat(59)}…`,
      '              (+41 characters) → none',
    ]);
  });

  it('show no fields of what is new: all of them are', () => {
    expect(
      shown({ action: 'create', type: 't', name: 'n', changes: [{ field: 'f', from: null, to: 1 }] }),
    ).toHaveLength(2);
  });

  it('say why something is left', () => {
    expect(shown({ action: 'leave', type: 'target group', name: 'a', reason: 'it belongs to prod/b' })[1]).toBe(
      '  ! leave   target group a (it belongs to prod/b)',
    );
  });

  it('count fields where a result had no room for them', () => {
    expect(shown({ action: 'change', type: 'service', name: 'a', changes: 7 })[2]).toContain('7 fields');
    expect(shown({ action: 'keep', type: 'service', name: 'a', changes: 0 })).toHaveLength(2);
  });

  it('cannot be driven by what they show', () => {
    const text = shown({ action: 'leave', type: 't', name: 'a\u001b[2Jb', reason: 'c\nd' }).join('');
    expect(text).not.toMatch(/\p{Cc}/u);
  });
});

describe('plansIn', () => {
  it('finds the plans of the runs that a run waited for', () => {
    const plan = { hash: 'f00', actions: [] };
    expect(plansIn({ strategy: 'recreate', teardown: { plan }, deployment: { plan } }).map(([name]) => name)).toEqual([
      'teardown',
      'deployment',
    ]);
  });

  it('finds none in other results', () => {
    expect(plansIn({ logGroup: 'a', plan: 'b' })).toEqual([]);
    expect(plansIn()).toEqual([]);
  });
});
