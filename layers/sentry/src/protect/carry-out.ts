import { errorMessage, errorName } from '../../../shared/errors.ts';
import { clusterLabel } from '../../contract.ts';
import type { DescribedContainer, Engine, ListedContainer } from '../engine.ts';
import { sideBySide } from '../side-by-side.ts';
import type { RestartPolicy } from '../state.ts';
import type { Protection } from './plan.ts';

/** What became of the calls about many containers; an error of one never stops the others. */
export interface Outcome {
  /** Ids. */
  gone: string[];
  /** Why, by container. */
  failed: Map<ListedContainer | Protection['container'], string>;
}

/** As many as an Engine takes at once without getting slower. */
const width = 10;

/** So many unanswered calls in a row mean that the Engine is gone, not that a container is ill. */
const maxSilentCalls = 3;

type Named = { id: string; name: string };

/** Does the work for all containers, and gives up on an Engine that answers none of them. */
const forAll = async <Item>(
  items: readonly Item[],
  containerOf: (item: Item) => ListedContainer | Protection['container'],
  work: (item: Item) => Promise<boolean>,
): Promise<Outcome> => {
  const outcome: Outcome = { gone: [], failed: new Map() };
  let silentCalls = 0;
  await sideBySide(items, width, async (item) => {
    const container: Named = containerOf(item);
    try {
      if (silentCalls >= maxSilentCalls) throw new Error('the Docker Engine does not answer');
      if (!(await work(item))) outcome.gone.push(container.id);
      silentCalls = 0;
    } catch (error) {
      silentCalls = errorName(error) === 'TimeoutError' ? silentCalls + 1 : silentCalls;
      outcome.failed.set(containerOf(item), errorMessage(error));
    }
  });
  return outcome;
};

/** Describes containers; those that are gone are left out. */
export const describeAll = async (
  engine: Engine,
  listed: readonly ListedContainer[],
): Promise<Outcome & { described: DescribedContainer[] }> => {
  const described: DescribedContainer[] = [];
  const outcome = await forAll(
    listed,
    (container) => container,
    async ({ id }) => {
      const container = await engine.inspectContainer(id);
      if (container !== undefined) described.push(container);
      return container !== undefined;
    },
  );
  return { ...outcome, described };
};

/** As the program that came before wrote it. */
const shown = ({ Name, MaximumRetryCount }: RestartPolicy): string =>
  `{'Name': '${Name}', 'MaximumRetryCount': ${MaximumRetryCount}}`;

/** What is done, or would be, in words. */
export const protectionLines = ({ container, setsPolicy, start }: Protection): string[] => {
  const subject = `container name: ${container.name}, ecs cluster: ${container.cluster}:`;
  return [
    ...(setsPolicy ? [`${subject} set container restart policy: ${shown(container.policySet)}`] : []),
    ...(start === null ? [] : [`${subject} ${start}, starting..`]),
  ];
};

/** Sets policies and starts what is down, side by side. What has been remembered must be on disk. */
export const carryOut = (
  engine: Engine,
  protections: readonly Protection[],
  say: (message: string) => void,
): Promise<Outcome> =>
  forAll(
    protections,
    ({ container }) => container,
    async (protection) => {
      const { container, setsPolicy, start } = protection;
      if (setsPolicy && !(await engine.updateRestartPolicy(container.id, container.policySet))) return false;
      if (start !== null && !(await engine.start(container.id))) return false;
      for (const line of protectionLines(protection)) say(line);
      return true;
    },
  );

/** The cluster of a container, of a list or of the state. */
export const clusterOf = (container: ListedContainer | Protection['container']): string =>
  'cluster' in container ? container.cluster : (container.labels[clusterLabel] ?? '');
