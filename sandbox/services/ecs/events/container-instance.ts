import type { Resource } from '@aws-sdk/client-ecs';
import type { JsonObject } from '../../../engine/json.ts';
import type { InstanceRecord } from '../../../tasks/records.ts';
import { remainingResources } from '../resources.ts';
import { arnIn, type EcsState, now, tasksOn } from '../state.ts';

/** A resource as events show it: without the values of other types, which DescribeContainerInstances shows as 0. */
const resourceOf = ({ name = '', type = '', integerValue = 0, stringSetValue = [] }: Resource): JsonObject =>
  type === 'INTEGER' ? { name, type, integerValue } : { name, type, stringSetValue };

const detailOf = (state: EcsState, record: InstanceRecord): JsonObject => {
  const { instance, clusterName } = record;
  const { agentConnected = false, status = '', version = 0, versionInfo = {}, registeredAt } = instance;
  const { agentHash = '', agentVersion = '', dockerVersion = '' } = versionInfo;
  const tasks = tasksOn(state, record);
  const registeredResources = (instance.registeredResources ?? []).map(resourceOf);
  return {
    agentConnected,
    attributes: (instance.attributes ?? []).map(
      ({ name = '', value }): JsonObject => (value === undefined ? { name } : { name, value }),
    ),
    clusterArn: arnIn(state, `cluster/${clusterName}`),
    containerInstanceArn: instance.containerInstanceArn,
    ec2InstanceId: instance.ec2InstanceId ?? '',
    registeredResources,
    remainingResources: tasks.length > 0 ? remainingResources(record, tasks).map(resourceOf) : registeredResources,
    status,
    version,
    versionInfo: { agentHash, agentVersion, dockerVersion },
    ...(registeredAt && { registeredAt: registeredAt.toISOString() }),
    updatedAt: now(state).toISOString(),
  };
};

/**
 * Notes that a container instance has changed: its version goes up by one, and EventBridge is told.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_container_instance_events.html
 */
export const instanceChanged = (state: EcsState, record: InstanceRecord): void => {
  const { instance } = record;
  instance.version = (instance.version ?? 0) + 1;
  state.emit({
    source: 'aws.ecs',
    detailType: 'ECS Container Instance State Change',
    resources: [instance.containerInstanceArn],
    detail: detailOf(state, record),
  });
};
