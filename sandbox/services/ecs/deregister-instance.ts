import type { DeregisterContainerInstanceCommandInput } from '@aws-sdk/client-ecs';
import { type InstanceRecord, StopRequest } from '../../tasks/records.ts';
import { agentChanged } from './agents.ts';
import { invalidParameter } from './errors.ts';
import { instanceChanged } from './events/container-instance.ts';
import { idOf } from './identifiers.ts';
import { activeCluster, type EcsState, instanceIn, tasksOn } from './state.ts';
import { requestStop } from './tasks.ts';

/**
 * Takes a container instance out of its cluster: it is INACTIVE, described for another hour, and its agent is cut off. Those are two
 * changes, and two events.
 */
export const deregister = (state: EcsState, record: InstanceRecord): void => {
  record.instance.status = 'INACTIVE';
  record.inactiveAt = state.context.world.clock.now();
  instanceChanged(state, record);
  agentChanged(state, record, false);
};

/**
 * Deregisters a container instance; its tasks are stopped by force or stand in the way.
 *
 * @throws AwsError InvalidParameterException
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeregisterContainerInstance.html
 */
export const deregisterContainerInstance = (
  state: EcsState,
  { cluster, containerInstance = '', force = false }: DeregisterContainerInstanceCommandInput,
): InstanceRecord => {
  const { clusterName } = activeCluster(state, cluster);
  const record = instanceIn(state, clusterName, idOf(containerInstance, 'container-instance', clusterName));
  if (!record || record.inactiveAt !== undefined) {
    throw invalidParameter('The referenced container instance was not found.');
  }
  const tasks = tasksOn(state, record);
  if (tasks.length > 0 && !force) throw invalidParameter('Found running tasks on the instance.');
  deregister(state, record);
  const request = new StopRequest('UserInitiated', 'Container instance deregistration forced by user');
  for (const task of tasks) requestStop(state, task, request);
  return record;
};
