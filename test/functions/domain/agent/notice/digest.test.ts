import { describe, expect, it } from '@jest/globals';
import { isStorm } from '../../../../../functions/domain/agent/notice/context.ts';
import { countsByPlace, listNameOf, listObject } from '../../../../../functions/domain/agent/notice/digest.ts';
import { toAlert } from '../../../../../functions/domain/agent/notice/untold.ts';
import { contextOf, idOf, ledgerOf, many, now, outage } from './notice-world.ts';

const context = contextOf(ledgerOf({}));
const outages = (count: number) => toAlert(ledgerOf(many(count)), context.execution.id);

describe('isStorm', () => {
  it.each([
    [1, 1, 1, true],
    [1, 1, 4, false],
    [10, 10, 40, false],
    [10, 11, 40, true],
    [25, 25, 5_000, false],
    [26, 26, 5_000, true],
    [1, 1, 0, true],
  ])('of %d instances, %d affected of %d, is %s', (instances, affected, registered, expected) => {
    expect(isStorm(instances, { ...context, affected, registered })).toBe(expected);
  });
});

describe('countsByPlace', () => {
  it('counts by zone and kind, most first, then by name', () => {
    expect(countsByPlace(outages(7))).toEqual(['eu-west-1a EC2: 3', 'eu-west-1b EC2: 2', 'external: 2']);
  });

  it('counts instances that nobody has described', () => {
    expect(countsByPlace([{ id: 'a', ...outage({ facts: null }) }])).toEqual(['unknown: 1']);
  });
});

describe('listObject', () => {
  it('is none where a message names them all', () => {
    expect(listObject(outages(25), 'alert', context)).toBeUndefined();
  });

  it('has a line of each instance', () => {
    const list = listObject(outages(26), 'alert', context);
    const lines = list?.text.trimEnd().split('\n') ?? [];
    expect(list?.key).toBe('agent-disconnect/prod-1f6a09c2d3-20261121T0550Z/alert.csv');
    expect(lines).toHaveLength(27);
    expect(lines[0]).toBe(
      'containerInstance,instanceId,kind,availabilityZone,status,host,since,firstSeenAt,runningTasks,pendingTasks,flaps,endedAt,end,actions',
    );
    expect(lines[1]).toBe(
      `${idOf(0)},i-0123456789abcdef0,EC2,eu-west-1a,ACTIVE,RUNNING,2026-11-21T05:50:12.000Z,2026-11-21T05:52:00.000Z,4,0,0,,,`,
    );
  });

  it('quotes what would be read as more cells', () => {
    const actions = [{ action: 'drain' as const, status: 'FAILED' as const, at: now, detail: 'no "such", thing' }];
    const given = Array.from({ length: 26 }, (_, index) => ({ id: idOf(index), ...outage({ actions, facts: null }) }));
    expect(listObject(given, 'alert', context)?.text.split('\n')[1]).toBe(
      `${idOf(0)},,unknown,,,,2026-11-21T05:50:12.000Z,2026-11-21T05:52:00.000Z,,,0,,,"drain FAILED: no ""such"", thing"`,
    );
  });

  it('is named after its look', () => {
    expect(listNameOf('2026-11-21T06:10:02.345Z')).toBe('told-20261121T061002345Z');
  });
});
