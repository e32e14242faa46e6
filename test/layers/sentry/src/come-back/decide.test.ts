import { describe, expect, it } from '@jest/globals';
import {
  decide,
  type Judgement,
  policyToRestore,
  restarter,
} from '../../../../../layers/sentry/src/come-back/decide.ts';
import type { DescribedContainer } from '../../../../../layers/sentry/src/engine.ts';
import { described, kept, restarted } from '../../../../support/fake-engine.ts';

const judgement = (changes: Partial<Judgement> = {}): Judgement => ({
  ...{ strategy: 'cleanup', replacement: undefined, isOverdue: false },
  ...changes,
});

const graceful = judgement({ strategy: 'graceful' });

describe('restarter', () => {
  it.each<[string, Partial<DescribedContainer>, boolean, ReturnType<typeof restarter>]>([
    ['is nobody where nothing was started', {}, false, null],
    ['is Docker after a later start', { startedAt: '2026-11-20T10:30:00Z' }, false, 'docker'],
    ['is Docker where it has counted a restart and waits with it', { restartCount: 1 }, false, 'docker'],
    ['is the sentry where it has started what was down', restarted, true, 'the sentry'],
    ['is nobody where the sentry could not start what was down', { state: 'exited' }, true, null],
    // The Engine begins to count anew when a person starts a container.
    ['is Docker where the count begins anew', { startedAt: '2026-11-20T10:30:00Z', restartCount: 0 }, false, 'docker'],
  ])('%s', (_, now, wasStartedBySentry, by) => {
    expect(restarter(kept('a', { wasStartedBySentry }), described('a', now))).toBe(by);
  });
});

describe('policyToRestore', () => {
  const before = { Name: 'no', MaximumRetryCount: 0 };

  it('is what the container had before', () => {
    expect(policyToRestore(kept('a'), described('a'))).toEqual({
      policy: before,
      words: 'set container restart policy back to no',
    });
  });

  it('is no for the empty name, which the Engine takes for no change', () => {
    const nameless = kept('a', { policyBefore: { Name: '', MaximumRetryCount: 0 } });
    expect(policyToRestore(nameless, described('a')).policy).toEqual(before);
  });

  it('keeps the count of a policy of on-failure, and has none for others', () => {
    const counted = kept('a', { policyBefore: { Name: 'on-failure', MaximumRetryCount: 3 } });
    expect(policyToRestore(counted, described('a'))).toEqual({
      policy: { Name: 'on-failure', MaximumRetryCount: 3 },
      words: 'set container restart policy back to on-failure:3',
    });
  });

  it('is nothing where the sentry was killed before it had changed it', () => {
    expect(policyToRestore(kept('a'), described('a', { restartPolicy: { Name: '', MaximumRetryCount: 0 } }))).toEqual({
      policy: null,
      words: 'has restart policy no',
    });
  });

  it('is nothing where somebody else has changed it meanwhile', () => {
    const changed = described('a', { restartPolicy: { Name: 'always', MaximumRetryCount: 0 } });
    expect(policyToRestore(kept('a'), changed)).toEqual({
      policy: null,
      words: 'somebody has given it restart policy always meanwhile: left',
    });
  });
});

describe('decide', () => {
  it.each<[string, DescribedContainer | undefined, Judgement, object]>([
    ['forgets what is gone', undefined, judgement(), { kind: 'FORGET' }],
    [
      'forgets what somebody else removes',
      described('a', { state: 'removing', ...restarted }),
      judgement(),
      { kind: 'FORGET' },
    ],
    ['forgets what is dead', described('a', { state: 'dead' }), judgement(), { kind: 'FORGET' }],
    [
      'removes what is dead after a restart',
      described('a', { state: 'dead', ...restarted }),
      judgement(),
      { kind: 'REMOVE', isUp: false },
    ],
    ['restores what runs on', described('a'), judgement(), { kind: 'RESTORE' }],
    ['restores what has ended by itself', described('a', { state: 'exited' }), judgement(), { kind: 'RESTORE' }],
    ['removes what was restarted', described('a', restarted), judgement(), { kind: 'REMOVE', isUp: true }],
    [
      'removes what waits for a restart',
      described('a', { state: 'restarting', restartCount: 1 }),
      judgement(),
      { kind: 'REMOVE', isUp: true },
    ],
    [
      'removes what has used up its restarts',
      described('a', { state: 'exited', exitCode: 1, ...restarted }),
      judgement(),
      { kind: 'REMOVE', isUp: false },
    ],
    [
      'removes one at a time by rolling',
      described('a', restarted),
      judgement({ strategy: 'rolling' }),
      { kind: 'REMOVE' },
    ],
    [
      'keeps by preserve what was restarted',
      described('a', restarted),
      judgement({ strategy: 'preserve' }),
      { kind: 'KEEP', policy: { Name: 'no' } },
    ],
    ['lets it wait by graceful', described('a', restarted), graceful, { kind: 'WAIT' }],
    [
      'removes by graceful what has stopped',
      described('a', { state: 'exited', ...restarted }),
      graceful,
      { kind: 'REMOVE', isUp: false, reason: 'container has been restarted by docker, is exited now, removing..' },
    ],
    [
      'removes by graceful what was replaced',
      described('a', restarted),
      { ...graceful, replacement: 'new' },
      { kind: 'REMOVE', reason: 'container has been restarted by docker, new has taken over, stopping & removing..' },
    ],
    [
      'removes by graceful what has waited too long',
      described('a', restarted),
      { ...graceful, isOverdue: true },
      { kind: 'REMOVE' },
    ],
  ])('%s', (_, now, by, action) => {
    expect(decide(kept('a'), now, by)).toMatchObject(action);
  });

  it('goes on by graceful with a removal that was broken off when the sentry was killed', () => {
    expect(decide(kept('a', { isBeingStopped: true }), described('a', restarted), graceful)).toMatchObject({
      kind: 'REMOVE',
    });
  });
});
