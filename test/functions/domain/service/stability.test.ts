import { describe, expect, it } from '@jest/globals';
import { assessStability } from '../../../../functions/domain/service/stability.ts';
import {
  balanced,
  crashed,
  deployment,
  expected,
  former,
  imageMissing,
  secondsLater,
  service,
  target,
} from './stability/facts.ts';

const inProgress = deployment({ rolloutState: 'IN_PROGRESS' });
const healthy = [target('healthy'), target('healthy', { id: '10.0.0.2' })];

describe('assessStability', () => {
  it('calls a service stable that runs what it was told to, behind healthy targets', () => {
    expect(assessStability(balanced(), { targets: healthy, stoppedTasks: [] }, expected)).toEqual({
      status: 'STABLE',
      reason: '2 of 2 tasks running',
      runningCount: 2,
      desiredCount: 2,
      unstable: null,
    });
  });

  it('does not call it stable before its targets have been looked at', () => {
    expect(assessStability(balanced(), { targets: null, stoppedTasks: [] }, expected).status).toBe('PENDING');
  });

  it('calls it stable although a task had to be started twice', () => {
    expect(assessStability(service(), { targets: [], stoppedTasks: [imageMissing()] }, expected).status).toBe('STABLE');
  });

  it('waits for targets', () => {
    const found = assessStability(balanced(), { targets: [target('initial')], stoppedTasks: [] }, expected);
    expect(found).toMatchObject({ status: 'PENDING', reason: 'target 10.0.0.1:80 of target group shop-1 is initial' });
  });

  it('fails at once for a task that cannot start', () => {
    const found = assessStability(
      service({ runningCount: 0, deployments: [inProgress] }),
      { targets: null, stoppedTasks: [imageMissing()] },
      expected,
    );
    expect(found).toMatchObject({ status: 'FAILED', runningCount: 0, unstable: { container: 'shop', canHeal: false } });
    expect(found.reason).toContain('manifest unknown');
  });

  it('fails at once for tasks that ECS cannot launch', () => {
    const message = '(service shop) failed to launch a task with (error CannotPullContainerError: pull access denied).';
    const events = [{ createdAt: secondsLater(1), message }];
    const found = assessStability(
      service({ deployments: [inProgress], events }),
      { targets: null, stoppedTasks: [] },
      expected,
    );
    expect(found).toMatchObject({ status: 'FAILED', unstable: null });
    expect(found.reason).toContain(message);
  });

  it('tells of a task that crashed when the rollout has failed', () => {
    const failed = deployment({ rolloutState: 'FAILED', rolloutStateReason: 'tasks failed to start.' });
    const found = assessStability(
      service({ runningCount: 0, deployments: [failed] }),
      { targets: null, stoppedTasks: [crashed()] },
      expected,
    );
    expect(found).toMatchObject({
      status: 'FAILED',
      reason:
        'the rollout failed: tasks failed to start.; a task stopped: container shop exited with code 1 (application error)',
      unstable: { container: 'shop' },
    });
  });

  it('fails without a stopped task too', () => {
    const other = deployment({ taskDefinition: former, createdAt: secondsLater(60) });
    const found = assessStability(service({ deployments: [other] }), { targets: null, stoppedTasks: [] }, expected);
    expect(found).toMatchObject({ status: 'FAILED', unstable: null });
  });

  it('says in the meantime what ECS finds difficult, and what helps', () => {
    const message =
      '(service shop) was unable to place a task because no container instance met all of its requirements.';
    const events = [{ createdAt: secondsLater(1), message }];
    const found = assessStability(
      service({ runningCount: 1, deployments: [inProgress], events }),
      { targets: null, stoppedTasks: [crashed()] },
      expected,
    );
    expect(found).toMatchObject({ status: 'PENDING', unstable: { reason: expect.stringContaining('code 1') } });
    expect(found.reason).toMatch(/^1 of 2 tasks running, rollout IN_PROGRESS; ECS says: .+ \(.+\)$/);
  });

  it('keeps its reason short', () => {
    const endless = deployment({ rolloutState: 'FAILED', rolloutStateReason: 'x'.repeat(5_000) });
    const { reason } = assessStability(
      service({ deployments: [endless] }),
      { targets: null, stoppedTasks: [] },
      expected,
    );
    expect(reason).toHaveLength(1_000);
  });
});
