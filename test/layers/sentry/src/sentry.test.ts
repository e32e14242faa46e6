import { describe, expect, it } from '@jest/globals';
import { outagePrefix } from '../../../../layers/sentry/contract.ts';
import { runSentry } from '../../../../layers/sentry/src/sentry.ts';
import { initialState } from '../../../../layers/sentry/src/state.ts';
import { reachedState, type SentryLoop, sentryLoop } from '../../../support/sentry-loop.ts';

const run = async (loop: SentryLoop): Promise<SentryLoop> => {
  await runSentry(loop.parts, loop.stop.signal);
  return loop;
};

const outage = reachedState({
  phase: 'OFFLINE',
  outageStartedAt: '2026-03-01T11:00:00.000Z',
  outageReason: 'dns: no such name',
  pausedAgent: 'agent',
});

describe('the loop while the link is there', () => {
  it('does nothing but probe and write its heartbeat', async () => {
    const { done, written, slept, beats, lines } = await run(sentryLoop('+++'));
    expect(done).toEqual([]);
    expect(written).toEqual([]);
    expect(slept).toEqual([20_000, 20_000, 20_000]);
    expect(beats.at(-1)).toMatchObject({ phase: 'ONLINE', link: { status: 'ONLINE' }, endpoint: expect.any(String) });
    expect(lines).toContain('[begin] connectivity test..');
    expect(lines).toContain('[connect] ecs at eu-west-1 is available.. (HTTP 404, 9 ms)');
    expect(lines).toContain('[end] sleeping for 20 seconds..');
    expect(lines.at(-1)).toBe('[shutdown] SIGTERM: stopping, nothing is changed');
  });

  it('looks again at once after a failure, and lets a flapping link change nothing', async () => {
    const { done, slept } = await run(sentryLoop('+-+-+-+'));
    expect(done).toEqual([]);
    expect(slept.slice(0, 3)).toEqual([20_000, 0, 20_000]);
  });

  it('remembers that the endpoint has been reached', async () => {
    const { written } = await run(sentryLoop('+', { state: initialState() }));
    expect(written).toEqual([reachedState()]);
  });

  it('changes nothing before the endpoint has been reached once, and says so once', async () => {
    const { done, lines } = await run(sentryLoop('-----', { state: initialState() }));
    expect(done).toEqual([]);
    expect(lines.filter((line) => line.includes('never reached yet'))).toHaveLength(1);
  });

  it('keeps no more than ten probes for the status', async () => {
    const { beats } = await run(sentryLoop('+'.repeat(15)));
    expect(beats.at(-1)?.probes).toHaveLength(10);
  });
});

describe('the loop in an outage', () => {
  it('writes down the first failure before it acts, and looks at the containers each round', async () => {
    const { done, written, lines } = await run(sentryLoop('+----'));
    expect(written[0]).toMatchObject({
      phase: 'OFFLINE',
      outageStartedAt: '2026-03-01T12:00:20.000Z',
      outageReason: 'tcp: refused',
    });
    expect(done).toEqual(['goOffline', 'goOffline', 'goOffline']);
    expect(lines).toContain('[ecs-offline] ecs unreachable, configuring container restart policy..');
  });

  it('takes --offline-after and --online-after', async () => {
    const { done } = await run(sentryLoop('+---++', { options: { offlineAfter: 3, onlineAfter: 1 } }));
    expect(done).toEqual(['goOffline', 'comeBack']);
  });

  it('comes back after two good probes, tells the outage and is online', async () => {
    const { done, outages, lines, parts } = await run(sentryLoop('+--++'));
    expect(done).toEqual(['goOffline', 'comeBack']);
    expect(outages).toEqual([
      expect.objectContaining({ startedAt: '2026-03-01T12:00:20.000Z', reason: 'tcp: refused', failed: 0 }),
    ]);
    expect(lines).toContain(`[outage] ${outagePrefix}${JSON.stringify(outages[0])}`);
    expect(parts.state.current).toEqual(reachedState());
  });

  it('tells two outages in a row as two', async () => {
    const { outages, done } = await run(sentryLoop('+--++--++'));
    expect(done).toEqual(['goOffline', 'comeBack', 'goOffline', 'comeBack']);
    expect(new Set(outages.map(({ startedAt }) => startedAt)).size).toBe(2);
  });

  it('looks again soon where a container or the agent failed', async () => {
    const goOffline = async () => ({ isAgentStill: false, failed: [] });
    const { slept } = await run(sentryLoop('+---', { actions: { goOffline } }));
    expect(slept.slice(2)).toEqual([5_000, 5_000]);
  });

  it('goes on after a round that failed', async () => {
    let rounds = 0;
    const goOffline = async () => {
      rounds += 1;
      if (rounds === 1) throw new Error('connect ENOENT /var/run/docker.sock');
      return { isAgentStill: true, failed: [] };
    };
    const { lines } = await run(sentryLoop('+----', { actions: { goOffline } }));
    expect(rounds).toBe(3);
    expect(lines).toContain('[end] connect ENOENT /var/run/docker.sock; it is tried again');
  });

  it('leaves everything as it is when it is stopped, and says so', async () => {
    const { done, lines, parts } = await run(sentryLoop('--', { state: outage }));
    expect(done).toEqual(['goOffline', 'goOffline']);
    expect(parts.state.current).toMatchObject({ phase: 'OFFLINE', pausedAgent: 'agent' });
    expect(lines.at(-1)).toMatch(
      /^\[shutdown\] SIGTERM: stopping, in the middle of an outage \(OFFLINE\): 0 containers protected, ecs agent paused; left so/,
    );
  });

  it('does not wait for what is being done when it is stopped', async () => {
    const loop = sentryLoop('+--', {
      actions: {
        goOffline: () => {
          loop.stop.abort('SIGTERM');
          return new Promise(() => undefined);
        },
      },
    });
    expect((await run(loop)).lines.at(-1)).toContain('SIGTERM: stopping');
  });
});

describe('the loop at a start in the middle of an outage', () => {
  it('goes on with it at the first failure', async () => {
    const { done, lines, written } = await run(sentryLoop('-', { state: outage }));
    expect(done).toEqual(['goOffline']);
    expect(written).toEqual([]);
    expect(lines).toContain(
      '[startup] going on with the outage since 2026-03-01T11:00:00.000Z (OFFLINE): 0 containers protected, ecs agent paused',
    );
  });

  it('comes back where the link is there', async () => {
    const { done, outages } = await run(sentryLoop('++', { state: outage }));
    expect(done).toEqual(['comeBack']);
    expect(outages).toEqual([
      expect.objectContaining({ startedAt: '2026-03-01T11:00:00.000Z', reason: 'dns: no such name' }),
    ]);
  });

  it('goes on with coming back', async () => {
    const state = { ...outage, phase: 'RECONCILING' as const, outageEndedAt: '2026-03-01T11:30:00.000Z' };
    const { done, outages } = await run(sentryLoop('++', { state }));
    expect(done).toEqual(['comeBack']);
    expect(outages).toEqual([expect.objectContaining({ endedAt: '2026-03-01T11:30:00.000Z' })]);
  });

  it('protects again where the link is lost while it was coming back, in the same outage', async () => {
    const state = { ...outage, phase: 'RECONCILING' as const, outageEndedAt: '2026-03-01T11:30:00.000Z' };
    const { done, parts } = await run(sentryLoop('-', { state }));
    expect(done).toEqual(['goOffline']);
    expect(parts.state.current).toMatchObject({ ...outage, outageEndedAt: null });
  });

  it('changes nothing by the silence of another endpoint', async () => {
    const { done } = await run(sentryLoop('---', { state: { ...outage, reachedEndpoint: 'ecs.example.com:443' } }));
    expect(done).toEqual([]);
  });
});

describe('the loop while it comes back', () => {
  it('keeps probing, and breaks off at once when the link is lost again', async () => {
    const comeBack = (signal: AbortSignal) =>
      new Promise<{ status: 'LINK_LOST'; waiting: string[] }>((resolve) => {
        signal.addEventListener('abort', () => resolve({ status: 'LINK_LOST', waiting: [] }));
      });
    const { slept, done, lines, outages } = await run(sentryLoop('++++--', { state: outage, actions: { comeBack } }));
    expect(lines).toContain('[ecs-online] ecs is unreachable again, no more is changed back..');
    expect(slept.slice(1, 5)).toEqual([1_000, 1_000, 1_000, 0]);
    expect(done).toEqual([]);
    expect(outages).toEqual([]);
  });

  it('repeats soon while something is left, and says once whom it waits for', async () => {
    let passes = 0;
    const comeBack = async () => {
      passes += 1;
      return { status: passes < 4 ? ('WAITING' as const) : ('DONE' as const), waiting: passes < 4 ? ['web'] : [] };
    };
    const state = { ...outage, pausedAgent: null };
    const { lines, slept } = await run(sentryLoop('+++++', { state, actions: { comeBack } }));
    expect(passes).toBe(4);
    expect(slept.filter((milliseconds) => milliseconds === 5_000)).toHaveLength(3);
    expect(lines.filter((line) => line.includes('waiting for newer containers'))).toEqual([
      '[ecs-online] waiting for newer containers to take over from web',
    ]);
  });

  it('tells an outage in the end with what could not be done', async () => {
    const kept = { ...outage, phase: 'RECONCILING' as const, outageEndedAt: '2026-03-01T11:30:00.000Z' };
    const comeBack = async () => ({ status: 'REPEAT' as const, waiting: [] });
    const { outages, parts } = await run(sentryLoop('+++', { state: kept, actions: { comeBack } }));
    expect(outages).toHaveLength(1);
    expect(parts.state.current).toMatchObject({ phase: 'RECONCILING', outageStartedAt: null, pausedAgent: 'agent' });
  });
});

describe('--once', () => {
  it.each([
    ['+', [], 'DONE'],
    ['--', ['goOffline'], 'DONE'],
  ])('looks as often as it takes to be sure, acts once and ends (%s)', async (links, done, result) => {
    const loop = sentryLoop(links, { options: { isOnce: true } });
    expect(await runSentry(loop.parts, loop.stop.signal)).toBe(result);
    expect(loop.done).toEqual(done);
    expect(loop.stop.signal.aborted).toBe(false);
  });

  it('tells that something failed', async () => {
    const goOffline = () => Promise.reject(new Error('no Engine'));
    const loop = sentryLoop('--', { options: { isOnce: true }, actions: { goOffline } });
    expect(await runSentry(loop.parts, loop.stop.signal)).toBe('LEFT');
  });
});
