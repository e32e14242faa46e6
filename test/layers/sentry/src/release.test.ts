import { describe, expect, it } from '@jest/globals';
import { release } from '../../../../layers/sentry/src/release.ts';
import { initialState } from '../../../../layers/sentry/src/state.ts';
import { DockerEngineError } from '../../../../layers/shared/docker-request.ts';
import { comeBackWorld, outageState } from '../../../support/come-back-world.ts';
import { described, fakeEngine, kept, restarted } from '../../../support/fake-engine.ts';

const startWorld = () => {
  const engine = fakeEngine(
    described('agent', { state: 'paused', labels: {} }),
    described('calm'),
    described('crashed', restarted),
  );
  return { engine, tools: comeBackWorld(engine, outageState([kept('calm'), kept('crashed'), kept('gone')], 'agent')) };
};

describe('release', () => {
  it('restores every policy, then unpauses the agent, and stops nothing', async () => {
    const { engine, tools } = startWorld();
    expect(await release(tools)).toEqual({
      ...{ isReleased: true, agent: 'UNPAUSED', failed: [] },
      ...{ restored: ['name-calm', 'name-crashed'], gone: ['name-gone'], restarted: ['name-crashed'] },
    });
    expect(engine.changes).toEqual(['policy no calm', 'policy no crashed', 'unpause agent']);
    expect(tools.state.current).toEqual({ ...initialState(), reachedEndpoint: 'ecs.eu-west-1.amazonaws.com:443' });
    expect(tools.lines).toContain(
      'WARNING container name: name-crashed, ecs cluster: factory: was restarted by docker during the outage and is left as it is',
    );
  });

  it('may be repeated', async () => {
    const { engine, tools } = startWorld();
    await release(tools);
    expect(await release(tools)).toMatchObject({ isReleased: true, agent: 'NOT_PAUSED', restored: [] });
    expect(engine.changes).toHaveLength(3);
  });

  it.each(['inspect calm', 'policy no calm', 'inspect crashed'])(
    'unpauses the agent where %s fails, and keeps the rest for the next time',
    async (failing) => {
      const { engine, tools } = startWorld();
      engine.before = (call) => {
        if (call === failing) throw new DockerEngineError('the Docker Engine answered 500: no', 500);
      };
      const name = failing.split(' ').at(-1) ?? '';
      expect(await release(tools)).toMatchObject({ isReleased: false, failed: [`name-${name}`], agent: 'UNPAUSED' });
      expect(Object.keys(tools.state.current.containers)).toEqual([name]);
      engine.before = () => undefined;
      expect(await release(tools)).toMatchObject({ isReleased: true, restored: [`name-${name}`] });
    },
  );

  it('says that the agent is still paused', async () => {
    const { engine, tools } = startWorld();
    engine.before = (call) => {
      if (call === 'unpause agent') throw new Error('no');
    };
    expect(await release(tools)).toMatchObject({ isReleased: false, agent: 'FAILED' });
    expect(tools.state.current.pausedAgent).toBe('agent');
  });
});
