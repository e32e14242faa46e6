import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { ListExecutionsCommand, ListStateMachinesCommand } from '@aws-sdk/client-sfn';
import { expect, it } from '@jest/globals';
import definition from '../../../statemachines/agent-disconnect/definition.asl.json' with { type: 'json' };
import { disconnectWorld } from './disconnect-world.ts';
import { failingRuns, path } from './failing-runs.ts';

const disconnects = disconnectWorld();
const { world, pass, cluster, run } = disconnects;
const { runFailing, runLimited } = failingRuns(disconnects);

interface State {
  Choices?: { Next: string }[];
  Default?: string;
  Catch?: { Next: string }[];
}

/** All ways that an execution may take at a Choice (`IsFollowed → …`) or from a Task that fails (`StartHook ! …`). */
const branches = Object.entries(definition.States as Record<string, State>).flatMap(([name, state]) => [
  ...(state.Choices ?? []).map(({ Next }) => `${name} → ${Next}`),
  ...(state.Default ? [`${name} → ${state.Default}`] : []),
  ...(state.Catch ?? []).map(({ Next }) => `${name} ! ${Next}`),
]);

/** The ways that an execution took. A Task that left a state without having succeeded at last was caught. */
const taken = (events: readonly HistoryEvent[]): string[] => {
  let from = '';
  let hasFailed = false;
  return events.flatMap(({ type = '', stateEnteredEventDetails: entered }) => {
    if (type.startsWith('Task') && !type.startsWith('TaskState')) hasFailed = !type.endsWith('Succeeded');
    if (/^LambdaFunction/.test(type)) hasFailed = !type.endsWith('Succeeded');
    if (entered?.name === undefined) return [];
    const way = `${from} ${hasFailed ? '!' : '→'} ${entered.name}`;
    from = entered.name;
    hasFailed = false;
    return [way];
  });
};

/** The ways that all executions of the sandbox took. */
const allTaken = async (): Promise<Set<string>> => {
  const { sfn } = world.clients;
  const { stateMachines = [] } = await sfn.send(new ListStateMachinesCommand({}));
  const ways = new Set<string>();
  for (const { stateMachineArn } of stateMachines) {
    const { executions = [] } = await sfn.send(new ListExecutionsCommand({ stateMachineArn, maxResults: 1_000 }));
    for (const { executionArn = '' } of executions) {
      const { history } = world.sandbox.services.stepFunctions.execution(executionArn);
      for (const way of taken(history.events)) ways.add(way);
    }
  }
  return ways;
};

/** Runs in which every state fails once, and what comes after that. */
const playFailures = async (): Promise<void> => {
  for (const state of path) await runFailing(state);
  await runFailing('AlertDisconnects', 'KeepAlert');
  world.sandbox.faults.add({ service: 'lambda', operation: 'Invoke', error: 'ResourceNotFoundException', times: 99 });
  await run({ cluster: 'any' });
  world.sandbox.faults.clear();
  const shop = cluster(4);
  shop.disconnect(0);
  const error = 'AccessDeniedException';
  world.sandbox.faults.add({ service: 'ecs', operation: 'DescribeContainerInstances', error, times: 9_999 });
  await run({ cluster: shop.name });
  world.sandbox.faults.clear();
  world.sandbox.faults.add({ service: 'ecs', operation: 'DescribeContainerInstances', call: 2, error, times: 99 });
  const request = { cluster: shop.name, follow: true, graceSeconds: 0, confirmations: 1 };
  await runLimited('IsTrackingToBeRepeated', request);
};

const playStories = async (): Promise<void> => {
  const shop = cluster(8);
  shop.disconnect(0);
  await pass(400);
  await run({ cluster: shop.name, graceSeconds: 0, confirmations: 1 });
  shop.connect(0);
  await pass(120);
  await run({ cluster: shop.name });
  const gone = { cluster: 'arn:aws:ecs:us-east-1:000000000000:cluster/gone', window: '2025-12-31T23:00:00Z' };
  await run(gone);
  // what a run of the rule asks first, failing once
  world.sandbox.faults.add({ service: 'lambda', operation: 'Invoke', call: 2, error: 'ResourceNotFoundException' });
  await run(gone);
};

it('takes every branch of agent-disconnect', async () => {
  await playStories();
  await playFailures();
  const ways = await allTaken();
  expect(branches.filter((branch) => !ways.has(branch))).toEqual([]);
});
