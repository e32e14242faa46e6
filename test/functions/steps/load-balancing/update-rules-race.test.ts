import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type LoadBalancingWorld, startWorld, tagsOf } from './world.ts';

let world: LoadBalancingWorld;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

const host = (value: string) => [{ Field: 'host-header', Values: [value] }];
const forward = (TargetGroupArn: string) => ({ Actions: [{ Type: 'forward' as const, TargetGroupArn }] });

describe('updateListeners beside somebody else', () => {
  /** Does something before a command is sent, as often as said. */
  const meddle = (commandName: string, times: number, act: () => Promise<unknown>) => {
    let left = times;
    const original = world.client.send.bind(world.client);
    world.client.send = (async (command: object) => {
      if (command.constructor.name === commandName && left > 0) {
        left -= 1;
        world.client.send = original;
        await act();
        world.client.send = meddling;
      }
      return original(command as never);
    }) as typeof world.client.send;
    const meddling = world.client.send;
  };

  it('chooses another priority when the one it chose is taken meanwhile', async () => {
    await world.createTargetGroups();
    let taken = 0;
    meddle('CreateRuleCommand', 2, () => {
      taken += 1;
      return world.rule(world.web80, taken);
    });
    expect((await world.updateListeners()).rules).toMatchObject([{ priority: 3 }]);
  });

  it('gives up after five times', async () => {
    await world.createTargetGroups();
    let taken = 0;
    meddle('CreateRuleCommand', 9, () => {
      taken += 1;
      return world.rule(world.web80, taken);
    });
    await expect(world.updateListeners()).rejects.toMatchObject({ name: 'PriorityInUseException' });
    expect(taken).toBe(5);
  });

  it('finds its own rule when the answer to its call was lost', async () => {
    const { targetGroups } = await world.createTargetGroups();
    const arn = targetGroups[0]?.arn ?? '';
    meddle('CreateRuleCommand', 1, () =>
      world.rule(world.web80, 1, { ...forward(arn), Conditions: host('a.example.com'), Tags: tagsOf() }),
    );
    expect((await world.updateListeners()).rules).toMatchObject([{ priority: 1 }]);
    expect(await world.rules()).toHaveLength(1);
  });
});
