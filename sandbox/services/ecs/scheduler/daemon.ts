import type { InstanceRecord, TaskRecord } from '../../../tasks/records.ts';
import { noteAction } from '../events/service.ts';
import { placementFailure } from '../placement.ts';
import { registeredInstances } from '../state.ts';
import { healthOf } from './health.ts';
import { countedTasks, currentAndOld, type Look } from './look.ts';
import { failToPlace, startTasks } from './start-tasks.ts';
import { stopTasks } from './stop-tasks.ts';

/** Reasons against a placement that also keep an instance from counting; for want of room it counts and waits. */
const excluding = ['INACTIVE', 'AGENT', 'ATTRIBUTE'];

const eligibleInstances = ({ state, service }: Look): InstanceRecord[] => {
  const [{ definition, launchType }] = service.deployments;
  return registeredInstances(state, service.clusterName).filter(
    (record) =>
      record.launchType === launchType &&
      !excluding.includes(placementFailure(state, record, definition)?.reason ?? ''),
  );
};

/**
 * One step of a DAEMON service towards one task on each instance that can have one. Its desired count follows from
 * the instances; on an instance the old task stops before the new one starts.
 */
export const stepDaemon = (look: Look): void => {
  const { state, service } = look;
  const [primary] = service.deployments;
  const eligible = eligibleInstances(look);
  if (service.desiredCount !== eligible.length) {
    service.desiredCount = eligible.length;
    noteAction(service, 'SERVICE_DESIRED_COUNT_UPDATED', new Date(look.now));
  }
  if (primary.rolloutState === 'FAILED') return;
  const { old } = currentAndOld(look);
  const isHealthy = (record: TaskRecord) => healthOf(look, record).status === 'HEALTHY';
  const least = Math.ceil((eligible.length * service.settings.deploymentConfiguration.minimumHealthyPercent) / 100);
  const spare = Math.max(0, countedTasks(look).filter(isHealthy).length - least);
  const replaced = [...old.filter((record) => !isHealthy(record)), ...old.filter(isHealthy).slice(0, spare)];
  stopTasks(look, replaced, `Scaling activity initiated by (deployment ${primary.id})`);
  const taken = new Set(countedTasks(look).map(({ instance }) => instance));
  const free = eligible.filter((record) => !taken.has(record));
  const failures = free.map((record) => placementFailure(state, record, primary.definition));
  const withRoom = free.filter((_record, index) => !failures[index]);
  startTasks(look, withRoom.length, withRoom);
  const lacking = failures.flatMap((failure) => failure ?? []);
  if (lacking.length > 0) failToPlace(look, lacking);
};
