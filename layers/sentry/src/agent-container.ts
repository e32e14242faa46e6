import { isAgentImage, isNamelessImage } from '../../shared/agent-image.ts';
import { clusterLabel } from '../contract.ts';
import type { Engine, ListedContainer } from './engine.ts';

/** Containers of nameless images that are asked for their image's name. */
const maxDescribed = 20;

const preference = ['running', 'paused', 'restarting'];

const rank = ({ state }: ListedContainer): number => {
  const index = preference.indexOf(state);
  return index < 0 ? preference.length : index;
};

const isUp = (container: ListedContainer): boolean => rank(container) < preference.length;

/** Those whose image's name has gone to a newer one, as an update of the agent does while the old one runs. */
const findNameless = async (engine: Engine, listed: readonly ListedContainer[]): Promise<ListedContainer[]> => {
  const candidates = listed.filter(({ image, labels }) => isNamelessImage(image) && labels[clusterLabel] === undefined);
  const found: ListedContainer[] = [];
  for (const candidate of candidates.slice(0, maxDescribed)) {
    // One that cannot be described, e.g. while it is removed, is not looked for any further.
    const described = await engine.inspectContainer(candidate.id).catch(() => undefined);
    if (described !== undefined && isAgentImage(described.image)) found.push({ ...candidate, image: described.image });
  }
  return found;
};

/**
 * The containers of the ECS agent, whatever they are called: the running one first, then a paused one; an update leaves an old one behind.
 *
 * @param listed all containers of the Engine
 */
export const findAgents = async (engine: Engine, listed: readonly ListedContainer[]): Promise<ListedContainer[]> => {
  const named = listed.filter(({ image }) => isAgentImage(image));
  const all = named.some(isUp) ? named : [...named, ...(await findNameless(engine, listed))];
  return all.sort((one, other) => rank(one) - rank(other));
};
