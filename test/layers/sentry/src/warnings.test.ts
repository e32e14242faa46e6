import { describe, expect, it } from '@jest/globals';
import type { DescribedContainer } from '../../../../layers/sentry/src/engine.ts';
import {
  agentFindings,
  containerTroubles,
  engineFinding,
  newFindings,
  troubleFindings,
} from '../../../../layers/sentry/src/warnings.ts';
import { described } from '../../../support/fake-engine.ts';

const none = { Name: 'no', MaximumRetryCount: 0 };
const container = (changes: Partial<DescribedContainer>) => described('a', { restartPolicy: none, ...changes });

describe('containerTroubles', () => {
  it.each<[string, Partial<DescribedContainer>, boolean, object[]]>([
    ['has none of a plain container', {}, false, []],
    ['tells of awslogs without a mode', { logDriver: 'awslogs' }, false, [{ check: 'log driver', name: 'name-a' }]],
    [
      'tells of awslogs that is told to block',
      { logDriver: 'awslogs', logOptions: { mode: 'blocking' } },
      false,
      [{ check: 'log driver', name: 'name-a' }],
    ],
    [
      'has none of awslogs that does not block',
      { logDriver: 'awslogs', logOptions: { mode: 'non-blocking' } },
      false,
      [],
    ],
    [
      'tells of a policy that somebody has set',
      { restartPolicy: { Name: 'on-failure', MaximumRetryCount: 3 } },
      false,
      [{ check: 'restart policy', name: 'name-a (on-failure:3)' }],
    ],
    [
      'has none of a policy that the sentry has set',
      { restartPolicy: { Name: 'on-failure', MaximumRetryCount: 3 } },
      true,
      [],
    ],
    ['has none of a policy without a name', { restartPolicy: { Name: '', MaximumRetryCount: 0 } }, false, []],
    [
      'tells of --rm, which can have no policy',
      { isAutoRemoved: true },
      false,
      [{ check: 'restart policy', name: 'name-a (--rm)' }],
    ],
  ])('%s', (_, changes, isOurs, troubles) => {
    expect(containerTroubles(container(changes), isOurs)).toEqual(troubles);
  });
});

describe('troubleFindings', () => {
  it('makes one finding of a kind, naming a few', () => {
    const troubles = Array.from({ length: 7 }, (_, index) => ({ check: 'log driver' as const, name: `c${index}` }));
    expect(troubleFindings([...troubles, { check: 'restart policy', name: 'd (always)' }])).toEqual([
      {
        ...{ check: 'log driver', status: 'WARN' },
        detail: expect.stringContaining('c0, c1, c2, c3, c4 and 2 more. Offline'),
        remedy: expect.stringContaining('mode: non-blocking'),
      },
      {
        ...{ check: 'restart policy', status: 'WARN' },
        detail: expect.stringContaining('left as it is: d (always).'),
        remedy: expect.stringContaining('docker update --restart no'),
      },
    ]);
  });

  it('makes none of no trouble', () => {
    expect(troubleFindings([])).toEqual([]);
  });
});

describe('agentFindings', () => {
  const agent = (id: string, state: string) => described(id, { state, exitCode: state === 'exited' ? 137 : 0 });

  it.each<[string, DescribedContainer[], string | null, object[]]>([
    ['has none of one that runs', [agent('a', 'running')], null, []],
    ['has none of one that the sentry has paused', [agent('a', 'paused')], 'a', []],
    ['has none of an old one beside one that runs', [agent('a', 'exited'), agent('b', 'running')], null, []],
    [
      'tells that there is none',
      [],
      null,
      [{ status: 'WARN', detail: expect.stringContaining('there is no container of image amazon-ecs-agent') }],
    ],
    [
      'tells of one that has exited, as after a crash of the Engine',
      [agent('a', 'exited')],
      null,
      [{ status: 'FAIL', detail: expect.stringContaining('name-a is exited, with exit code 137') }],
    ],
    [
      'tells of one that is dead',
      [agent('a', 'dead')],
      null,
      [{ status: 'FAIL', detail: expect.stringContaining('name-a is dead') }],
    ],
    [
      'tells of one that somebody else has paused',
      [agent('a', 'paused')],
      null,
      [{ status: 'WARN', detail: 'name-a is paused, but not by this program, which leaves it so' }],
    ],
    [
      'tells of several',
      [agent('a', 'running'), agent('b', 'running')],
      null,
      [{ status: 'WARN', detail: '2 agents are up: name-a, name-b; one of them is paused in an outage' }],
    ],
  ])('%s', (_, agents, pausedAgent, findings) => {
    expect(agentFindings(agents, pausedAgent)).toEqual(
      findings.map((finding) =>
        expect.objectContaining({ check: 'agent container', remedy: expect.any(String), ...finding }),
      ),
    );
  });
});

describe('engineFinding', () => {
  it.each([
    ['ENOENT', 'there is no socket at this address'],
    ['EACCES', 'this user may not use the socket'],
    ['ECONNREFUSED', 'no Docker Engine listens'],
  ])('tells what %s means', (code, words) => {
    expect(engineFinding('unix:///var/run/docker.sock', Object.assign(new Error('connect'), { code }))).toEqual({
      ...{ check: 'docker engine', status: 'FAIL', detail: `unix:///var/run/docker.sock: ${words}` },
      remedy: expect.any(String),
    });
  });

  it('tells of silence, and of what it does not know', () => {
    expect(engineFinding('tcp://h:1', new DOMException('late', 'TimeoutError')).detail).toBe(
      'tcp://h:1: the Docker Engine does not answer',
    );
    expect(engineFinding('tcp://h:1', new Error('the Docker Engine answered 500: no')).detail).toBe(
      'tcp://h:1: the Docker Engine answered 500: no',
    );
  });
});

describe('newFindings', () => {
  it('are those whose words have not been told', () => {
    const [one] = agentFindings([], null);
    const told = one === undefined ? [] : [one];
    expect(newFindings(told, told)).toEqual([]);
    expect(newFindings([], told)).toEqual(told);
    expect(newFindings(told, agentFindings([described('a', { state: 'dead' })], null))).toHaveLength(1);
  });
});
