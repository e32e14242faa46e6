import type { Task } from '@aws-sdk/client-ecs';
import { describe, expect, it } from '@jest/globals';
import { diagnoseReason, diagnoseStoppedTask } from '../../../../functions/domain/diagnosis/stopped-task.ts';

const notFound = 'CannotPullContainerError: manifest for shop:9 not found: manifest unknown: Requested image not found';
const ids = (task: Task, essential?: string[]) => diagnoseStoppedTask(task, essential).map(({ id }) => id);

describe('diagnoseStoppedTask', () => {
  it('puts a specific reason of a container before the generic one of the task, and keeps both', () => {
    const task: Task = {
      stopCode: 'TaskFailedToStart',
      stoppedReason: 'Task failed to start',
      containers: [{ name: 'shop', reason: notFound }],
    };
    expect(diagnoseStoppedTask(task)[0]).toMatchObject({
      id: 'pull.manifest-unknown',
      reason: notFound,
      container: 'shop',
      canHeal: false,
      isExpected: false,
      category: 'IMAGE_PULL',
    });
    expect(ids(task)).toEqual(['pull.manifest-unknown', 'place.generic', 'stop.TaskFailedToStart']);
  });

  it('explains a task whose container ended by the exit code', () => {
    const task: Task = {
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      containers: [{ name: 'shop', exitCode: 127 }],
    };
    expect(diagnoseStoppedTask(task)[0]).toMatchObject({
      id: 'exit.127',
      container: 'shop',
      exitCode: 127,
      canHeal: false,
      reason: 'container shop exited with code 127 (not found)',
    });
  });

  it('takes memory for the cause of 137 only where the reason says so', () => {
    const killed = {
      stopCode: 'EssentialContainerExited' as const,
      stoppedReason: 'Essential container in task exited',
    };
    expect(ids({ ...killed, containers: [{ name: 'shop', exitCode: 137 }] })[0]).toBe('exit.137');
    const reason = 'OutOfMemoryError: Container killed due to memory usage';
    expect(ids({ ...killed, containers: [{ name: 'shop', exitCode: 137, reason }] })[0]).toBe('exit.oom');
  });

  it('explains an exit code that a program chose', () => {
    const task: Task = { stopCode: 'EssentialContainerExited', containers: [{ name: 'shop', exitCode: 42 }] };
    expect(diagnoseStoppedTask(task)[0]).toMatchObject({ id: 'exit.42', canHeal: true, exitCode: 42 });
  });

  it('takes exit code 0 for the cause where a service’s container ended', () => {
    const stoppedReason = 'Essential container in task exited';
    expect(ids({ stoppedReason, containers: [{ name: 'job', exitCode: 0 }] })[0]).toBe('exit.0');
  });

  it('does not blame the exit code of a container that was stopped', () => {
    const task: Task = {
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/1)',
      containers: [{ name: 'shop', exitCode: 137 }],
    };
    expect(diagnoseStoppedTask(task)[0]).toMatchObject({ id: 'lifecycle.scaling-activity', isExpected: true });
    expect(ids(task)).toEqual(['lifecycle.scaling-activity', 'stop.ServiceSchedulerInitiated', 'exit.137']);
  });

  it('does not take a failed health check for a normal stop', () => {
    const task: Task = {
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: 'Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:x:1:targetgroup/a/b)',
      containers: [{ name: 'shop', exitCode: 143 }],
    };
    expect(diagnoseStoppedTask(task)[0]).toMatchObject({ id: 'health.elb-failed', isExpected: false });
  });

  it('takes a stop that somebody asked for as expected, whatever text they gave', () => {
    const task: Task = {
      stopCode: 'UserInitiated',
      stoppedReason: 'because I say so',
      containers: [{ exitCode: 143 }],
    };
    expect(diagnoseStoppedTask(task)[0]).toMatchObject({ id: 'stop.UserInitiated', isExpected: true });
    expect(ids(task)).toEqual(['stop.UserInitiated', 'unknown', 'exit.143']);
  });

  it('puts what AWS adds beside the user’s containers last', () => {
    const sidecar = { name: 'aws-guardduty-agent-abc', reason: notFound };
    const task: Task = {
      stopCode: 'EssentialContainerExited',
      containers: [sidecar, { name: 'shop', exitCode: 1 }],
    };
    expect(ids(task).slice(0, 2)).toEqual(['exit.1', 'pull.manifest-unknown']);
  });

  it('puts containers that are not essential behind those that are', () => {
    const task: Task = {
      stopCode: 'EssentialContainerExited',
      containers: [
        { name: 'metrics', exitCode: 126 },
        { name: 'shop', exitCode: 1 },
      ],
    };
    expect(diagnoseStoppedTask(task, ['shop'])[0].container).toBe('shop');
    expect(diagnoseStoppedTask(task)[0].container).toBe('metrics');
  });

  it('puts a container that failed before one that ended well', () => {
    const task: Task = {
      stopCode: 'EssentialContainerExited',
      containers: [
        { name: 'init', exitCode: 0 },
        { name: 'shop', exitCode: 1 },
      ],
    };
    expect(diagnoseStoppedTask(task)[0].container).toBe('shop');
  });

  it('keeps the words of a reason that the catalogue lacks', () => {
    const [found] = diagnoseStoppedTask({ containers: [{ name: 'shop', reason: 'the moon was\nfull' }] });
    expect(found).toMatchObject({ id: 'unknown', reason: 'the moon was full', canHeal: true, isExpected: false });
  });

  it('says so of a task that stopped without a reason', () => {
    expect(diagnoseStoppedTask({})).toMatchObject([{ id: 'unknown', reason: 'stopped without a reason' }]);
  });
});

describe('diagnoseReason', () => {
  it('diagnoses a text within the words around it', () => {
    const event =
      '(service shop) was unable to place a task because no container instance met all of its requirements.';
    expect(diagnoseReason(event, 'service.event')).toMatchObject({ category: 'PLACEMENT', reason: event });
  });

  it('knows nothing of a text that is not in the catalogue', () => {
    expect(diagnoseReason('all is well', 'service.event')).toBeUndefined();
  });
});
