import { describe, expect, it } from '@jest/globals';
import { diagnosticEnvironment } from '../../../../functions/domain/diagnosis/diagnostic-environment.ts';
import {
  assessDiagnosticTask,
  clientTokenOf,
  logTargetOf,
  startedByOf,
} from '../../../../functions/domain/diagnosis/diagnostic-task.ts';

const startedAt = '2026-01-01T00:00:00.000Z';
const after = (seconds: number) => new Date(Date.parse(startedAt) + seconds * 1000).toISOString();
const assess = (task: Parameters<typeof assessDiagnosticTask>[0], seconds = 5) =>
  assessDiagnosticTask(task, { startedAt, now: after(seconds), timeoutSeconds: 300 });

describe('assessDiagnosticTask', () => {
  it('waits longer the longer it runs', () => {
    const waits = [0, 5, 20, 60, 250].map((seconds) => assess({ lastStatus: 'RUNNING' }, seconds).waitSeconds);
    expect(waits).toEqual([1, 1, 3, 7, 10]);
  });

  it('is overdue at its time limit', () => {
    expect(assess({ lastStatus: 'PENDING' }, 299)).toMatchObject({ status: 'RUNNING' });
    expect(assess({ lastStatus: 'PENDING' }, 300)).toMatchObject({
      status: 'OVERDUE',
      reason: 'still PENDING after 300 s',
    });
  });

  it('is stopped even after its time limit', () => {
    expect(assess({ lastStatus: 'STOPPED' }, 400).status).toBe('STOPPED');
  });

  it('tells a task that never ran from one that did', () => {
    const stoppedReason = 'CannotPullContainerError: not found';
    expect(assess({ lastStatus: 'STOPPED', stoppedReason, containers: [{ name: 'autodiag' }] })).toMatchObject({
      ran: false,
      exitCode: null,
      reason: stoppedReason,
    });
    const containers = [{ name: 'autodiag', exitCode: 1 }];
    expect(assess({ lastStatus: 'STOPPED', containers })).toMatchObject({ ran: true, exitCode: 1 });
  });
});

describe('the tokens of an execution', () => {
  const execution = {
    id: `arn:aws:states:us-east-1:111122223333:execution:ecs-runbooks-prod-autodiag:${'x'.repeat(80)}`,
  };

  it('fit what ECS takes and differ by execution', () => {
    expect(startedByOf(execution)).toMatch(/^[\w/-]{1,36}$/);
    expect(clientTokenOf(execution)).toMatch(/^[\x21-\x7e]{1,64}$/);
    expect(startedByOf({ id: 'other' })).not.toBe(startedByOf(execution));
  });
});

describe('diagnosticEnvironment', () => {
  it('names the secret by its ARN and says nothing of what is not asked', () => {
    const secretArn = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:db-AbCdEf';
    const mysql = { host: 'db.example.com', port: 3307, database: 'shop', secretArn };
    const request = {
      mode: 'MYSQL_CONNECTION' as const,
      cluster: 'prod',
      mysql,
      timeoutSeconds: 300,
      probeTimeoutSeconds: 5,
    };
    expect(diagnosticEnvironment(request)).toEqual([
      { name: 'DIAG_MODE', value: 'MYSQL_CONNECTION' },
      { name: 'TIMEOUT_SECONDS', value: '5' },
      { name: 'HOST', value: 'db.example.com' },
      { name: 'DB_PORT', value: '3307' },
      { name: 'DATABASE', value: 'shop' },
      { name: 'MYSQL_SECRET_ARN', value: secretArn },
    ]);
  });

  it('searches for the id of a task that is named by its ARN', () => {
    const taskId = `arn:aws:ecs:us-east-1:111122223333:task/prod/${'a'.repeat(32)}`;
    const request = { mode: 'TASK' as const, cluster: 'prod', taskId, timeoutSeconds: 300, probeTimeoutSeconds: 5 };
    expect(diagnosticEnvironment(request)).toContainEqual({ name: 'TASK_ID', value: 'a'.repeat(32) });
  });
});

describe('logTargetOf', () => {
  const options = { 'awslogs-group': '/ecs/autodiag', 'awslogs-stream-prefix': 'ecs' };
  const definition = (container: object) => ({ family: 'mine', revision: 3, containerDefinitions: [container] });

  it('reads group and prefix', () => {
    const container = { name: 'autodiag', logConfiguration: { logDriver: 'awslogs' as const, options } };
    expect(logTargetOf(definition(container))).toEqual({ group: '/ecs/autodiag', streamPrefix: 'ecs' });
  });

  it.each([
    [{ name: 'web' }, 'task definition mine:3 cannot run AutoDiag: it has no container named autodiag'],
    [{ name: 'autodiag', logConfiguration: { logDriver: 'splunk', options } }, 'must log by awslogs'],
    [{ name: 'autodiag', logConfiguration: { logDriver: 'awslogs', options: {} } }, 'must log by awslogs'],
  ])('refuses %j', (container, message) => {
    expect(() => logTargetOf(definition(container))).toThrow(message);
  });
});
