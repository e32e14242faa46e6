import { describe, expect, it } from '@jest/globals';
import { executionName, windowEnd, windowOf } from '../../../../functions/domain/agent/window.ts';

const clusterArn = 'arn:aws:ecs:eu-west-1:111122223333:cluster/prod';

describe('windowOf', () => {
  it.each([
    ['2026-11-21T05:50:00Z', '2026-11-21T05:50:00Z'],
    ['2026-11-21T05:50:00.001Z', '2026-11-21T05:50:00Z'],
    ['2026-11-21T05:50:59.999Z', '2026-11-21T05:50:00Z'],
    ['2026-11-21T06:50:07+01:00', '2026-11-21T05:50:00Z'],
    ['2026-12-31T23:59:59Z', '2026-12-31T23:59:00Z'],
  ])('puts %s into the window that begins at %s', (time, window) => {
    expect(windowOf(time)).toBe(window);
  });
});

describe('windowEnd', () => {
  it('is where the next begins', () => {
    expect(windowEnd('2026-12-31T23:59:00Z')).toBe('2027-01-01T00:00:00Z');
    expect(windowOf(windowEnd('2026-11-21T05:50:00Z'))).toBe('2026-11-21T05:51:00Z');
  });
});

describe('executionName', () => {
  it('names cluster and window', () => {
    expect(executionName(clusterArn, '2026-11-21T05:50:00Z')).toMatch(/^prod-[0-9a-f]{10}-20261121T0550Z$/);
  });

  it('tells clusters of one name in two regions apart', () => {
    const other = clusterArn.replace('eu-west-1', 'us-east-1');
    expect(executionName(other, '2026-11-21T05:50:00Z')).not.toBe(executionName(clusterArn, '2026-11-21T05:50:00Z'));
  });

  it('stays a name that Step Functions takes for the longest cluster names, and tells them apart', () => {
    const names = ['x', 'y'].map((last) =>
      executionName(`arn:aws:ecs:eu-west-1:111122223333:cluster/${'c_-'.repeat(84)}${last}`, '2026-11-21T05:50:00Z'),
    );
    for (const name of names) expect(name).toMatch(/^[\w-]{1,80}$/);
    expect(names[0]).not.toBe(names[1]);
  });
});
