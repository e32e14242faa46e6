import { describe, expect, it } from '@jest/globals';
import { findAgents } from '../../../../layers/sentry/src/agent-container.ts';
import type { DescribedContainer, Engine, ListedContainer } from '../../../../layers/sentry/src/engine.ts';

const listed = (
  id: string,
  image: string,
  state = 'running',
  labels: Record<string, string> = {},
): ListedContainer => ({
  ...{ id, name: `name-${id}`, image, state, labels },
});

/** An Engine that knows the names of images, by container. */
const engineOf = (images: Record<string, string | Error>, asked: string[] = []): Engine =>
  ({
    inspectContainer: async (id: string) => {
      asked.push(id);
      const image = images[id];
      if (image instanceof Error) throw image;
      return image === undefined ? undefined : ({ id, image } as DescribedContainer);
    },
  }) as Engine;

const idsOf = async (engine: Engine, containers: ListedContainer[]): Promise<string[]> =>
  (await findAgents(engine, containers)).map(({ id }) => id);

describe("the agent's container", () => {
  it.each([
    'amazon/amazon-ecs-agent',
    'amazon/amazon-ecs-agent:latest',
    'public.ecr.aws/ecs/amazon-ecs-agent:v1.96.0',
    'registry.example.com:5000/mirror/amazon-ecs-agent@sha256:0123',
  ])('is one of image %s', async (image) => {
    expect(await idsOf(engineOf({}), [listed('a', image), listed('b', 'nginx')])).toEqual(['a']);
  });

  it.each(['example.com/my-amazon-ecs-agent', 'amazon/amazon-ecs-agent-test', 'amazon/amazon-ecs-pause:0.1.0'])(
    'is none of image %s',
    async (image) => {
      expect(await idsOf(engineOf({}), [listed('a', image)])).toEqual([]);
    },
  );

  it('is the running one first, then a paused one', async () => {
    const states = ['exited', 'paused', 'running', 'restarting'];
    const agents = states.map((state) => listed(state, 'amazon/amazon-ecs-agent', state));
    expect(await idsOf(engineOf({}), agents)).toEqual(['running', 'paused', 'restarting', 'exited']);
  });

  it('is asked for by description where its image has lost its name, but not among containers of tasks', async () => {
    const asked: string[] = [];
    const sha = 'sha256:4f1ee3a1a3d4';
    const engine = engineOf({ a: 'amazon/amazon-ecs-agent:latest', b: 'nginx', c: new Error('removing') }, asked);
    const task = listed('t', sha, 'running', { 'com.amazonaws.ecs.cluster': 'factory' });
    const old = listed('old', 'amazon/amazon-ecs-agent', 'exited');
    const others = ['b', 'c', 'gone', 'a'].map((id) => listed(id, sha));
    expect(await idsOf(engine, [task, old, ...others])).toEqual(['a', 'old']);
    expect(asked).toEqual(['b', 'c', 'gone', 'a']);
  });

  it('is not looked for any further where one is up', async () => {
    const asked: string[] = [];
    await findAgents(engineOf({}, asked), [listed('a', 'amazon/amazon-ecs-agent'), listed('b', '4f1ee3a1a3d4')]);
    expect(asked).toEqual([]);
  });
});
