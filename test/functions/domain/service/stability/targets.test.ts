import { describe, expect, it } from '@jest/globals';
import {
  assessTargets,
  hasForeignTargets,
  targetGroupsOf,
} from '../../../../../functions/domain/service/stability/targets.ts';
import { balanced, service, target, targetGroup } from './facts.ts';

const second = { id: '10.0.0.2' };
const idle = targetGroup.replace('shop-1', 'idle');

describe('assessTargets', () => {
  it.each([
    ['all are healthy', [target('healthy'), target('healthy', second)]],
    [
      'the former ones are draining',
      [target('healthy'), target('healthy', second), target('draining', { id: '10.0.0.9' })],
    ],
    [
      'unhealthy ones are on their way out',
      [target('healthy'), target('healthy', second), target('unhealthy.draining', { id: '10.0.0.9' })],
    ],
    ['the target group has no health checks', [target('unavailable'), target('unavailable', second)]],
  ])('is content when %s', (_, targets) => {
    expect(assessTargets(balanced(), targets)).toEqual({ status: 'HEALTHY', reason: 'all targets healthy' });
  });

  it('is content without targets where there is no target group', () => {
    expect(assessTargets(service(), []).status).toBe('HEALTHY');
  });

  it('is content without targets where no task is wanted', () => {
    expect(assessTargets(balanced({ desiredCount: 0, runningCount: 0 }), []).status).toBe('HEALTHY');
  });

  it.each([
    [
      [target('healthy'), target('initial', { ...second, reason: 'Elb.RegistrationInProgress' })],
      'target 10.0.0.2:80 of target group shop-1 is initial (Elb.RegistrationInProgress)',
    ],
    [
      [
        target('unhealthy', {
          reason: 'Target.ResponseCodeMismatch',
          description: 'Health checks failed with these codes: [500]',
        }),
        target('healthy', second),
      ],
      'target 10.0.0.1:80 of target group shop-1 is unhealthy (Target.ResponseCodeMismatch: Health checks failed with these codes: [500])',
    ],
    [
      [target('unused', { port: null, reason: 'Target.NotInUse' })],
      'target 10.0.0.1 of target group shop-1 is unused (Target.NotInUse)',
    ],
    [[target('healthy')], '1 of 2 targets are healthy in target group shop-1'],
    [[], '0 of 2 targets are healthy in target group shop-1'],
    [[target('healthy'), target('draining', second)], '1 of 2 targets are healthy in target group shop-1'],
  ])('waits for %j', (targets, reason) => {
    expect(assessTargets(balanced(), targets)).toEqual({ status: 'PENDING', reason });
  });

  it('waits for the targets of every target group', () => {
    const both = balanced({
      loadBalancers: [{ targetGroupArn: targetGroup }, { targetGroupArn: idle }, { loadBalancerName: 'classic' }],
    });
    expect(targetGroupsOf(both)).toEqual([targetGroup, idle]);
    expect(assessTargets(both, [target('healthy'), target('healthy', second)]).reason).toBe(
      '0 of 2 targets are healthy in target group idle',
    );
  });
});

describe('hasForeignTargets', () => {
  it.each([
    [[target('healthy'), target('healthy', second)], false],
    [[target('healthy'), target('healthy', second), target('draining', { id: '10.0.0.9' })], false],
    [[target('healthy'), target('healthy', second), target('unhealthy', { id: '10.0.0.9' })], true],
  ])('counts those that stay: %j', (targets, isForeign) => {
    expect(hasForeignTargets(balanced(), targets)).toBe(isForeign);
  });

  it('knows that two ports of a task are two targets', () => {
    const twice = balanced({ loadBalancers: [{ targetGroupArn: targetGroup }, { targetGroupArn: targetGroup }] });
    const ports = [80, 81].flatMap((port) => [target('healthy', { port }), target('healthy', { ...second, port })]);
    expect(hasForeignTargets(twice, ports)).toBe(false);
  });
});
