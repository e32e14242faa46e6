import { describe, expect, it } from '@jest/globals';
import { imageOf } from '../../../sandbox/tasks/images.ts';

describe('imageOf', () => {
  it.each([
    [
      '111122223333.dkr.ecr.us-east-1.amazonaws.com/ecs-runbooks/autodiag:latest',
      { kind: 'program', program: 'autodiag' },
    ],
    ['ecs-runbooks/autodiag', { kind: 'program', program: 'autodiag' }],
    [`localhost:5000/ecs-runbooks/autodiag@sha256:${'0'.repeat(64)}`, { kind: 'program', program: 'autodiag' }],
    ['registry.example.com/sandbox/runs:v1', { kind: 'runs' }],
    ['sandbox/unhealthy', { kind: 'unhealthy' }],
    ['sandbox/crashes:v2', { kind: 'crashes' }],
    ['sandbox/exits', { kind: 'exits', exitCode: 0 }],
    ['sandbox/exits:137', { kind: 'exits', exitCode: 137 }],
    ['sandbox/exits:256', { kind: 'not-found' }],
    ['sandbox/exits:soon', { kind: 'not-found' }],
    ['sandbox/cannot-pull', { kind: 'cannot-pull' }],
    ['notsandbox/runs', { kind: 'not-found' }],
    ['nginx:latest', { kind: 'not-found' }],
  ])('knows %s', (image, expected) => {
    expect(imageOf(image)).toEqual(expected);
  });

  it('knows images that a scenario has beside its own', () => {
    const running = new Set(['nginxdemos/hello', 'sandbox/crashes']);
    expect(imageOf('nginxdemos/hello', running)).toEqual({ kind: 'runs' });
    expect(imageOf('nginxdemos/hello:other', running)).toEqual({ kind: 'not-found' });
    expect(imageOf('sandbox/crashes', running)).toEqual({ kind: 'crashes' });
  });
});
