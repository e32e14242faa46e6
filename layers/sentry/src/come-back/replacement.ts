import { clusterLabel, containerNameLabel, familyLabel } from '../../contract.ts';
import type { DescribedContainer, Engine, ListedContainer } from '../engine.ts';
import type { ProtectedContainer, SentryState } from '../state.ts';

type Role = Pick<ProtectedContainer, 'cluster' | 'family' | 'containerName'>;

const keyOf = ({ cluster, family, containerName }: Role): string => JSON.stringify([cluster, family, containerName]);

const roleOf = ({ labels }: ListedContainer): Role => ({
  cluster: labels[clusterLabel] ?? '',
  family: labels[familyLabel] ?? '',
  containerName: labels[containerNameLabel] ?? '',
});

/** Whether a container can stand in for one that was restarted: started since the link is back, and healthy where it has a check. */
export const hasTakenOver = (container: DescribedContainer, since: string): boolean =>
  container.state === 'running' &&
  Date.parse(container.startedAt) > Date.parse(since) &&
  (container.health === null || container.health === 'healthy');

/**
 * Who has taken over from whom: each newer container stands in for one older one only, so that a service of three goes from three to
 * three.
 *
 * @returns the newer container by the id of the older one
 */
export const pairReplacements = (
  older: readonly ProtectedContainer[],
  newer: readonly DescribedContainer[],
): Map<string, ListedContainer> => {
  const free = new Map<string, ListedContainer[]>();
  for (const container of newer) {
    const key = keyOf(roleOf(container));
    free.set(key, [...(free.get(key) ?? []), container]);
  }
  const pairs = new Map<string, ListedContainer>();
  for (const container of older) {
    const replacement = free.get(keyOf(container))?.shift();
    if (replacement !== undefined) pairs.set(container.id, replacement);
  }
  return pairs;
};

/** Looks for newer containers of what waits; one list, and a description of each candidate. */
export const findReplacements = async (
  engine: Engine,
  state: SentryState,
  restarted: readonly ProtectedContainer[],
  since: string,
): Promise<Map<string, ListedContainer>> => {
  if (restarted.length === 0) return new Map();
  const wanted = new Set(restarted.map(keyOf));
  const newer: DescribedContainer[] = [];
  for (const listed of await engine.listContainers([clusterLabel])) {
    if (state.containers[listed.id] !== undefined || state.replacements.includes(listed.id)) continue;
    if (listed.state !== 'running' || !wanted.has(keyOf(roleOf(listed)))) continue;
    const container = await engine.inspectContainer(listed.id);
    if (container !== undefined && hasTakenOver(container, since)) newer.push(container);
  }
  return pairReplacements(restarted, newer);
};
