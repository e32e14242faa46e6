import type { ECSClient } from '@aws-sdk/client-ecs';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { ActionOrder, ActionOutcome } from '../../domain/agent/actions.ts';
import { isAccessDenied, isRefusal } from '../../domain/errors/aws.ts';
import { drainInstances, mostToCommand, mostToDrain, restartAgents } from './actions.ts';

/** What came of orders. */
export interface CarriedOut {
  outcomes: ActionOutcome[];
  /** What kept some of them from having an outcome, and may pass by itself; undefined where all have one. */
  error?: unknown;
}

const chunksOf = <Item>(items: readonly Item[], size: number): Item[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));

const inWords = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : 'refused without a reason';

const drain = async (ecs: ECSClient, cluster: string, orders: ActionOrder[]): Promise<ActionOutcome[]> => {
  const failures = await drainInstances(ecs, { cluster, ids: orders.map(({ id }) => id) });
  return orders.map(({ id, action }) => {
    const failure = failures.get(id);
    return failure === undefined
      ? { id, action, status: 'DONE', detail: 'set to DRAINING' }
      : { id, action, status: 'FAILED', detail: failure };
  });
};

const restart = async (
  ssm: SSMClient,
  platform: 'Linux' | 'Windows',
  orders: ActionOrder[],
): Promise<ActionOutcome[]> => {
  const instanceIds = orders.flatMap(({ instanceId }) => instanceId ?? []);
  const commandId = await restartAgents(ssm, { platform, instanceIds });
  return orders.map(({ id, action, instanceId }) => ({
    id,
    action,
    status: 'DONE',
    detail: `command sent; see: aws ssm get-command-invocation --command-id ${commandId} --instance-id ${instanceId}`,
  }));
};

const allFailed = (orders: ActionOrder[], error: unknown): ActionOutcome[] =>
  orders.map(({ id, action }) => ({ id, action, status: 'FAILED', detail: inWords(error) }));

/**
 * Does a part; where it is refused as a whole, one by one, so that one instance does not keep the others from it. A permission that is
 * missing is missing for all.
 */
const doPart = async (
  orders: ActionOrder[],
  act: (orders: ActionOrder[]) => Promise<ActionOutcome[]>,
): Promise<CarriedOut> => {
  try {
    return { outcomes: await act(orders) };
  } catch (error) {
    if (!isRefusal(error)) return { outcomes: [], error };
    if (orders.length === 1 || isAccessDenied(error)) return { outcomes: allFailed(orders, error) };
    return doParts(chunksOf(orders, 1), act);
  }
};

const doParts = async (
  parts: ActionOrder[][],
  act: (orders: ActionOrder[]) => Promise<ActionOutcome[]>,
): Promise<CarriedOut> => {
  const outcomes: ActionOutcome[] = [];
  for (const part of parts) {
    const done = await doPart(part, act);
    outcomes.push(...done.outcomes);
    // throttled, or no answer: the rest would fare no better now
    if (done.error !== undefined) return { outcomes, error: done.error };
  }
  return { outcomes };
};

/**
 * Drains container instances and restarts agents as ordered, in that order of the orders. What AWS refuses is an outcome; at what passes by
 * itself it stops, and says so.
 */
export const carryOut = async (
  { ecs, ssm }: { ecs: ECSClient; ssm: SSMClient },
  cluster: string,
  orders: readonly ActionOrder[],
): Promise<CarriedOut> => {
  const outcomes: ActionOutcome[] = [];
  const restarts = (platform: 'Linux' | 'Windows') =>
    orders.filter(({ action, node }) => action === 'restart-agent' && node?.platform === platform);
  const kinds = {
    drain: () =>
      doParts(
        chunksOf(
          orders.filter(({ action }) => action === 'drain'),
          mostToDrain,
        ),
        (part) => drain(ecs, cluster, part),
      ),
    'restart-agent': async () => {
      const linux = await doParts(chunksOf(restarts('Linux'), mostToCommand), (part) => restart(ssm, 'Linux', part));
      if (linux.error !== undefined) return linux;
      const windows = await doParts(chunksOf(restarts('Windows'), mostToCommand), (part) =>
        restart(ssm, 'Windows', part),
      );
      return { ...windows, outcomes: [...linux.outcomes, ...windows.outcomes] };
    },
  };
  for (const action of new Set(orders.map((order) => order.action))) {
    const done = await kinds[action]();
    outcomes.push(...done.outcomes);
    if (done.error !== undefined) return { outcomes, error: done.error };
  }
  return { outcomes };
};
