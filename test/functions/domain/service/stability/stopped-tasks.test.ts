import type { Task } from '@aws-sdk/client-ecs';
import { describe, expect, it } from '@jest/globals';
import {
  assessStoppedTasks,
  repeatsAllowed,
  stoppedTasksOf,
} from '../../../../../functions/domain/service/stability/stopped-tasks.ts';
import { crashed, deployment, expected, former, imageMissing, secondsLater, service, stopped } from './facts.ts';

const assess = (tasks: Task[], desiredCount = 2) =>
  assessStoppedTasks(stoppedTasksOf(service(), tasks, expected), desiredCount);
const times = (count: number, task: Task): Task[] => Array.from({ length: count }, () => task);

describe('assessStoppedTasks', () => {
  it('needs one task that stopped for a reason that no other try heals', () => {
    expect(assess([imageMissing()])).toBe(
      'a task stopped for a reason that another try does not heal: ' +
        'CannotPullContainerError: manifest for shop:2 not found: manifest unknown',
    );
  });

  it.each([
    [
      'a secret that is missing',
      "ResourceInitializationError: unable to pull secrets or registry auth: Secrets Manager can't find the specified secret.",
    ],
    ['a format of another processor', 'CannotStartContainerError: exec /app: exec format error'],
    ['a port that is taken', 'CannotStartContainerError: Bind for 0.0.0.0:80 failed: port is already allocated'],
    [
      'a log group that is missing',
      'CannotStartContainerError: failed to initialize logging driver: The specified log group does not exist.',
    ],
  ])('takes %s for hopeless', (_, reason) => {
    expect(assess([stopped({ stopCode: 'TaskFailedToStart', containers: [{ name: 'shop', reason }] })])).toContain(
      reason,
    );
  });

  it('waits for more of a reason that may heal', () => {
    expect(assess(times(2, crashed()))).toBeUndefined();
    expect(assess(times(3, crashed()))).toBe(
      '3 tasks stopped for the same reason: container shop exited with code 1 (application error)',
    );
  });

  it('does not add up different reasons', () => {
    const rateLimit = stopped({ containers: [{ reason: 'CannotPullContainerError: toomanyrequests' }] });
    expect(assess([crashed(), crashed(), rateLimit, rateLimit])).toBeUndefined();
  });

  it('has the patience of the circuit breaker', () => {
    expect([1, 2, 6, 7, 50, 1_000].map(repeatsAllowed)).toEqual([3, 3, 3, 4, 25, 200]);
  });
});

describe('stoppedTasksOf', () => {
  const of = (tasks: Task[], rest = {}) => stoppedTasksOf(service(rest), tasks, expected);

  it.each([
    ['of a former deployment', crashed({ startedBy: 'ecs-svc/1', taskDefinitionArn: former })],
    ['from before the update', crashed({ stoppedAt: secondsLater(-1) })],
    ['that is still stopping, so that its reason is not told yet', crashed({ lastStatus: 'DEPROVISIONING' })],
    ['that was scaled in', stopped({ stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/2)' })],
    ['that somebody stopped', stopped({ stopCode: 'UserInitiated', stoppedReason: 'Task stopped by user' })],
  ])('leaves out a task %s', (_, task) => {
    expect(of([task])).toEqual([]);
  });

  it('goes by the task definition where the deployment is no longer shown', () => {
    const rolledBack = { deployments: [deployment({ id: 'ecs-svc/1', taskDefinition: former })] };
    expect(of([crashed(), crashed({ taskDefinitionArn: former, startedBy: 'ecs-svc/1' })], rolledBack)).toHaveLength(1);
  });

  it('puts what cannot heal first, then the newest', () => {
    const tasks = [
      crashed({ taskArn: 'old', stoppedAt: secondsLater(10) }),
      crashed({ taskArn: 'new', stoppedAt: secondsLater(20) }),
      imageMissing({ taskArn: 'hopeless', stoppedAt: secondsLater(5) }),
    ];
    expect(of(tasks).map(({ taskArn }) => taskArn)).toEqual(['hopeless', 'new', 'old']);
  });

  it('tells the container, the reason and what to do', () => {
    expect(of([imageMissing()])).toEqual([
      {
        taskArn: expect.stringMatching(/:task\/prod\/a+$/),
        container: 'shop',
        reason: 'CannotPullContainerError: manifest for shop:2 not found: manifest unknown',
        remedy: expect.stringMatching(/tag/i),
        reasonId: 'pull.manifest-unknown',
        canHeal: false,
      },
    ]);
  });
});
