import { clusterLabel, containerNameLabel, familyLabel } from '../../layers/sentry/contract.ts';
import type { DescribedContainer, Engine } from '../../layers/sentry/src/engine.ts';
import type { ProtectedContainer } from '../../layers/sentry/src/state.ts';
import { onFailure } from './come-back-world.ts';

const firstStart = '2026-11-20T09:00:00.5Z';

/** A container as it is described while an outage lasts: protected, and as it was started by ECS. */
export const described = (id: string, changes: Partial<DescribedContainer> = {}): DescribedContainer => ({
  ...{ id, name: `name-${id}`, image: 'web', state: 'running', exitCode: 0, health: null },
  labels: { [clusterLabel]: 'factory', [familyLabel]: 'web', [containerNameLabel]: 'app' },
  ...{ restartCount: 0, restartPolicy: onFailure, isAutoRemoved: false },
  ...{ startedAt: firstStart, finishedAt: '0001-01-01T00:00:00Z', logDriver: 'json-file', logOptions: {} },
  ...changes,
});

/** The same container as the state file has it. */
export const kept = (id: string, changes: Partial<ProtectedContainer> = {}): ProtectedContainer => ({
  ...{ id, name: `name-${id}`, cluster: 'factory', taskArn: `task/${id}`, family: 'web', containerName: 'app' },
  ...{ policyBefore: { Name: 'no', MaximumRetryCount: 0 }, policySet: onFailure },
  ...{ protectedAt: '2026-11-20T10:00:00.000Z', startedAt: firstStart, restartCount: 0, wasStartedBySentry: false },
  ...changes,
});

/** Restarted by Docker since it was protected. */
export const restarted = { restartCount: 1, startedAt: '2026-11-20T10:30:00.25Z' };

/** An Engine in memory whose calls can be watched and made to fail. */
export interface FakeEngine extends Engine {
  containers: Map<string, DescribedContainer>;
  /** Calls that change something, `stop a1`, in order. */
  changes: string[];
  /** Called before each call, those that read too: may throw, wait, or change what is there. */
  before: (call: string) => void | Promise<void>;
}

const done = async (): Promise<never> => {
  throw new Error('this Engine is not asked for that');
};

/** @param containers of any state; the others are gone */
export const fakeEngine = (...containers: DescribedContainer[]): FakeEngine => {
  const byId = new Map(containers.map((container) => [container.id, container]));
  const change =
    (name: string, update: (container: DescribedContainer, value?: never) => Partial<DescribedContainer> | undefined) =>
    async (id: string): Promise<boolean> => {
      engine.changes.push(`${name} ${id}`);
      await engine.before(`${name} ${id}`);
      const container = byId.get(id);
      if (container === undefined) return false;
      const changed = update(container);
      if (changed === undefined) byId.delete(id);
      else byId.set(id, { ...container, ...changed });
      return true;
    };
  const engine: FakeEngine = {
    containers: byId,
    changes: [],
    before: () => undefined,
    startedAt: done,
    listContainers: async () => {
      await engine.before('list');
      return [...byId.values()];
    },
    inspectContainer: async (id) => {
      await engine.before(`inspect ${id}`);
      return byId.get(id);
    },
    updateRestartPolicy: (id, policy) => change(`policy ${policy.Name}`, () => ({ restartPolicy: policy }))(id),
    pause: change('pause', () => ({ state: 'paused' })),
    unpause: change('unpause', () => ({ state: 'running' })),
    start: change('start', () => ({ state: 'running', startedAt: '2026-11-20T11:30:00Z' })),
    stop: (id, seconds) => change(`stop -t ${seconds}`, () => ({ state: 'exited', exitCode: 143 }))(id),
    remove: change('remove', () => undefined),
    events: () => ({ [Symbol.asyncIterator]: () => ({ next: done }) }),
  };
  return engine;
};
