import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  judgeLock,
  lockKey,
  newLock,
  ownerRuns,
  parseLock,
  runbookOf,
  servicesToLock,
} from '../../../../functions/domain/service/lock.ts';

const root = join(import.meta.dirname, '..', '..', '..', '..');
const arnOf = (name: string) =>
  `arn:aws:states:eu-west-1:111122223333:execution:ecs-runbooks-prod-deploy-service:${name}`;
const lock = newLock({
  owner: arnOf('first'),
  runbook: 'deploy-service',
  now: '2026-01-01T10:00:00.000Z',
  lockSeconds: 3_600,
});

describe('servicesToLock', () => {
  const request = { cluster: 'prod', service: 'asked' };
  const resolved = { cluster: 'prod', service: 'resolved' };
  const services = [
    { cluster: 'prod', service: 'web-2' },
    { cluster: 'prod', service: 'web-1' },
    { cluster: 'prod', service: 'web-2' },
  ];

  it.each([
    [
      'the services to replace, each once and sorted',
      { request, resolved, replacement: { services } },
      ['web-1', 'web-2'],
    ],
    ['the resolved service', { request, resolved }, ['resolved']],
    ["the request's service", { request }, ['asked']],
    ['none where the request names half of one', { request: { cluster: 'prod' } }, []],
    ['none in a state without anything', {}, []],
  ])('gives %s', (_, state, names) => {
    expect(servicesToLock(state)).toEqual(names.map((service) => ({ cluster: 'prod', service })));
  });

  it('takes ARNs for the same services as names', () => {
    const cluster = 'arn:aws:ecs:eu-west-1:111122223333:cluster/prod';
    const service = 'arn:aws:ecs:eu-west-1:111122223333:service/prod/web';
    expect(servicesToLock({ request: { cluster, service } }).map(lockKey)).toEqual(['locks/prod/web.json']);
  });
});

describe('runbookOf', () => {
  it.each([
    ['deploy-service', arnOf('x')],
    ['my-machine', 'arn:aws:states:eu-west-1:111122223333:execution:my-machine:x'],
    ['no arn', 'no arn'],
  ])('reads %s from %s', (runbook, arn) => {
    expect(runbookOf(arn, 'ecs-runbooks-prod')).toBe(runbook);
  });
});

describe('parseLock', () => {
  it('reads what was stored', () => {
    expect(parseLock(JSON.stringify(lock))).toEqual(lock);
    expect(lock.expiresAt).toBe('2026-01-01T11:00:00.000Z');
  });

  it.each(['', 'free', '{}', '{"owner":"me"}', JSON.stringify({ ...lock, expiresAt: 'tomorrow' })])(
    'takes %j for no lock',
    (text) => {
      expect(parseLock(text)).toBeUndefined();
    },
  );
});

describe('ownerRuns', () => {
  const at = (seconds: number) => new Date(Date.parse(lock.acquiredAt) + seconds * 1_000).toISOString();

  it.each([
    ['RUNNING', 7_000, true],
    ['PENDING_REDRIVE', 7_000, true],
    ['SUCCEEDED', 1, false],
    ['FAILED', 1, false],
    ['TIMED_OUT', 1, false],
    ['ABORTED', 1, false],
    [undefined, 59, true],
    [undefined, 60, false],
  ])('of %s after %i seconds is %s', (status, seconds, runs) => {
    expect(ownerRuns(status, lock, at(seconds))).toBe(runs);
  });
});

describe('judgeLock', () => {
  const other = { execution: arnOf('second'), now: '2026-01-01T10:30:00.000Z', request: {}, ownerRuns: true };

  it.each([
    ['BUSY', 'another run works', {}],
    ['OWN', 'the run took it before', { execution: lock.owner, ownerRuns: false }],
    ['TAKE', 'it has expired', { now: lock.expiresAt }],
    ['TAKE', 'its owner has ended', { ownerRuns: false }],
    ['TAKE', 'the request breaks it', { request: { breakLock: lock.owner } }],
    ['BUSY', 'the request would break that of another run', { request: { breakLock: arnOf('third') } }],
    ['INHERIT', 'the parent holds it', { request: { lockedBy: lock.owner } }],
    ['BUSY', 'somebody else than the parent holds it', { request: { lockedBy: arnOf('third') } }],
    ['TAKE', 'the parent has ended', { request: { lockedBy: lock.owner }, ownerRuns: false }],
  ])('says %s when %s', (verdict, _, judging) => {
    expect(judgeLock(lock, { ...other, ...judging })).toBe(verdict);
  });
});

describe('the time a lock holds', () => {
  const settings = readFileSync(join(root, 'functions/steps/lock/functions.yml'), 'utf8');
  const lockSeconds = Number(/LOCK_SECONDS: "(\d+)"/.exec(settings)?.[1]);

  const definitions = globSync('statemachines/*/definition.asl.json', { cwd: root }).map((file) => {
    const definition = JSON.parse(readFileSync(join(root, file), 'utf8')) as { TimeoutSeconds: number; States: object };
    return { ...definition, file };
  });

  it.each(definitions.filter(({ States }) => 'LockService' in States))(
    'is longer than $file may run',
    ({ TimeoutSeconds }) => {
      expect(TimeoutSeconds).toBeLessThan(lockSeconds);
    },
  );
});
