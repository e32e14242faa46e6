import type { Finding } from '../../shared/finding.ts';
import { clusterLabel } from '../contract.ts';
import { findAgents } from './agent-container.ts';
import type { DescribedContainer, Engine, ListedContainer } from './engine.ts';
import { sideBySide } from './side-by-side.ts';
import type { SentryState } from './state.ts';
import { agentFindings, type ContainerTrouble, containerTroubles } from './warnings.ts';

/** Descriptions asked for at a time. */
const width = 10;

/** Describes containers; one that goes meanwhile is left out. */
export const describeAll = async (
  engine: Engine,
  listed: readonly Pick<ListedContainer, 'id'>[],
): Promise<DescribedContainer[]> => {
  const described: DescribedContainer[] = [];
  await sideBySide(listed, width, async ({ id }) => {
    const container = await engine.inspectContainer(id);
    if (container !== undefined) described.push(container);
  });
  return described;
};

/** What is wrong with a container; empty for one of the agent's or of nobody's concern. */
export const troublesOf = (container: DescribedContainer, state: SentryState): ContainerTrouble[] =>
  containerTroubles(container, state.containers[container.id] !== undefined);

/** What is wrong with the agent's containers. @param listed all containers */
export const surveyAgents = async (
  engine: Engine,
  listed: readonly ListedContainer[],
  state: SentryState,
): Promise<Finding[]> => agentFindings(await describeAll(engine, await findAgents(engine, listed)), state.pausedAgent);

/** What is wrong with the containers of ECS, by their ids; those with nothing are left out. @param listed all containers */
export const surveyContainers = async (
  engine: Engine,
  listed: readonly ListedContainer[],
  state: SentryState,
): Promise<Map<string, ContainerTrouble[]>> => {
  const ofEcs = listed.filter(({ labels }) => labels[clusterLabel] !== undefined);
  const troubles = new Map<string, ContainerTrouble[]>();
  await sideBySide(ofEcs, width, async ({ id }) => {
    const container = await engine.inspectContainer(id);
    const found = container === undefined ? [] : troublesOf(container, state);
    if (found.length > 0) troubles.set(id, found);
  });
  return troubles;
};
