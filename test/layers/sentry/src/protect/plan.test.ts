import { describe, expect, it } from '@jest/globals';
import type { DescribedContainer } from '../../../../../layers/sentry/src/engine.ts';
import { type Circumstances, type Judgement, judge, planAgent } from '../../../../../layers/sentry/src/protect/plan.ts';
import { initialState, type ProtectedContainer } from '../../../../../layers/sentry/src/state.ts';

const at = (seconds: number): string => new Date(Date.UTC(2026, 10, 20, 10) + seconds * 1_000).toISOString();
const ms = (seconds: number): number => Date.parse(at(seconds));

const no = { Name: 'no', MaximumRetryCount: 0 };
const onFailure = { Name: 'on-failure', MaximumRetryCount: 2 };

/** First failed probe at 0, the last good one may have been 25 s before. */
const circumstances: Circumstances = {
  policy: onFailure,
  times: { linkSeenAt: ms(-25), outageStartedAt: ms(0), engineStartedAt: ms(-9_000), aliveAt: ms(-20) },
  now: at(10),
  others: [],
  setAt: new Map(),
};
/** The Engine was restarted at 20. */
const restarted: Partial<Circumstances> = {
  times: { linkSeenAt: ms(-25), outageStartedAt: ms(0), engineStartedAt: ms(20), aliveAt: ms(10) },
};

const labels = { 'com.amazonaws.ecs.cluster': 'factory', 'com.amazonaws.ecs.task-definition-family': 'web' };

const container = (changes: Partial<DescribedContainer> = {}): DescribedContainer => ({
  ...{ id: 'c', name: 'web', image: 'web', state: 'running', labels, restartCount: 0, restartPolicy: no },
  ...{ isAutoRemoved: false, exitCode: 0, startedAt: at(-900), finishedAt: '0001-01-01T00:00:00Z', health: null },
  ...{ logDriver: 'json-file', logOptions: {}, ...changes },
});

const exited = (exitCode: number, finished: number, changes: Partial<DescribedContainer> = {}): DescribedContainer =>
  container({ state: 'exited', exitCode, finishedAt: at(finished), ...changes });

const kept = (changes: Partial<ProtectedContainer> = {}): ProtectedContainer => ({
  ...{ id: 'c', name: 'web', cluster: 'factory', taskArn: '', family: 'web', containerName: '' },
  ...{ policyBefore: no, policySet: onFailure, protectedAt: at(0), startedAt: at(-900), restartCount: 0 },
  ...{ wasStartedBySentry: false, ...changes },
});

const inWords = (judgement: Judgement): string => {
  if (judgement === undefined) return '-';
  if ('message' in judgement) return judgement.message.replace('container name: web, ecs cluster: factory: ', '');
  return `${judgement.setsPolicy ? 'policy' : ''}; ${judgement.start ?? ''}`;
};

describe('a container that is not protected yet', () => {
  it.each<[words: string, container: DescribedContainer, changes?: Partial<Circumstances>]>([
    ['policy; ', container()],
    ['policy; ', container({ state: 'paused' })],
    ['policy; ', container({ state: 'restarting', restartPolicy: { Name: '', MaximumRetryCount: 0 } })],
    ['-', container({ state: 'created' })],
    ['-', container({ state: 'removing' })],
    ['-', container({ state: 'dead', exitCode: 1, finishedAt: at(1) })],
    ['policy; has exited with 1', exited(1, 3)],
    ['policy; has exited with 1', exited(1, -20)],
    ['policy; has exited with 143', exited(143, 3)],
    ['-', exited(143, -20)],
    ['-', exited(137, -20)],
    ['-', exited(1, -30)],
    ['-', exited(0, 3)],
    [
      'has exited with 1; a newer one runs: left',
      exited(1, -20),
      { others: [container({ id: 'n', startedAt: at(-15) })] },
    ],
    ['policy; has exited with 1', exited(1, -20), { others: [container({ id: 'n', startedAt: at(-30) })] }],
    ['policy; went down with the Docker Engine', exited(0, 15), restarted],
    ['policy; has exited with 255', exited(255, 20.5), restarted],
    ['-', exited(0, -15), restarted],
    ['-', exited(0, 30), restarted],
  ])('%s', (words, found, changes = {}) => {
    expect(inWords(judge(found, initialState(), { ...circumstances, ...changes }))).toBe(words);
  });
});

describe('a container that is protected', () => {
  const set = { restartPolicy: onFailure };
  it.each<
    [words: string, container: DescribedContainer, kept?: Partial<ProtectedContainer>, changes?: Partial<Circumstances>]
  >([
    ['-', container(set)],
    ['policy; ', container()],
    [
      'somebody has set restart policy always: kept',
      container({ restartPolicy: { Name: 'always', MaximumRetryCount: 0 } }),
    ],
    ['-', exited(0, 40, set)],
    ['was stopped by somebody (exit code 143): left', exited(143, 40, set)],
    ['has used up its 2 restarts: left', exited(1, 40, { ...set, restartCount: 2 })],
    ['is dead: Docker cannot start it any more', container({ ...set, state: 'dead' })],
    ['; had exited with 1 before it was protected', exited(1, 2, set)],
    ['policy; had exited with 1 before it was protected', exited(1, 40)],
    ['was stopped by somebody (exit code 137): left', exited(137, 2, set), {}, { setAt: new Map([['c', ms(1)]]) }],
    ['; has not been started yet', exited(1, -5, set), { wasStartedBySentry: true }],
    ['; was stopped for a link that is lost again', exited(0, 40, set), { isBeingStopped: true }],
    ['; went down with the Docker Engine', exited(0, 15, set), {}, restarted],
    ['-', exited(0, -15, set), {}, restarted],
  ])('%s', (words, found, changes = {}, more = {}) => {
    const state = { ...initialState(), containers: { c: kept(changes) } };
    expect(inWords(judge(found, state, { ...circumstances, ...more }))).toBe(words);
  });

  it('is noted as it is found when it is started, so that its start is seen', () => {
    const state = { ...initialState(), containers: { c: kept({ isBeingStopped: true }) } };
    const found = exited(0, 40, { ...set, startedAt: at(5), restartCount: 1 });
    expect(judge(found, state, circumstances)).toMatchObject({
      container: {
        policyBefore: no,
        startedAt: at(5),
        restartCount: 1,
        wasStartedBySentry: true,
        isBeingStopped: false,
      },
    });
  });
});

describe('the agent', () => {
  const agent = (id: string, state: string) => container({ id, name: `agent ${id}`, state });

  it.each([
    ['a', [agent('a', 'running')], null],
    ['a', [agent('a', 'running')], 'a'],
    ['b', [agent('b', 'running'), agent('a', 'exited')], 'a'],
  ])('%s is paused', (id, agents, pausedAgent) => {
    expect(planAgent(agents, pausedAgent)).toMatchObject({ pause: { id } });
  });

  it.each<[words: string | undefined, isStill: boolean, agents: DescribedContainer[], pausedAgent: string | null]>([
    ['no ecs agent container found: nothing to pause', true, [], null],
    ['ecs agent agent a was paused by somebody else: left', true, [agent('a', 'paused')], null],
    [undefined, true, [agent('a', 'paused')], 'a'],
    ['ecs agent agent a is exited: nothing to pause', true, [agent('a', 'exited')], 'a'],
    ['ecs agent agent a restarts again and again', false, [agent('a', 'restarting')], null],
    ['a second ecs agent runs: agent b is left running', false, [agent('b', 'running'), agent('a', 'paused')], 'a'],
  ])('is left: %s', (message, isStill, agents, pausedAgent) => {
    expect(planAgent(agents, pausedAgent)).toEqual({
      pause: undefined,
      isStill,
      remark: message === undefined ? undefined : { level: expect.any(String), message },
    });
  });
});
