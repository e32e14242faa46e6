import type { JsonObject } from '../../../engine/json.ts';
import type { TaskRecord } from '../../../tasks/records.ts';
import { type EcsState, now } from '../state.ts';
import { instanceChanged } from './container-instance.ts';

/**
 * Tells EventBridge of a task as it is now. Its version is counted where it changes.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html
 */
export const tellTask = (state: EcsState, { task }: TaskRecord): void => {
  const { tags, ...told } = task;
  state.emit({
    source: 'aws.ecs',
    detailType: 'ECS Task State Change',
    resources: [task.taskArn],
    // Written as text and read again: dates become ISO 8601, and the task may go on changing.
    detail: JSON.parse(JSON.stringify({ ...told, updatedAt: now(state) })) as JsonObject,
  });
};

/** Tells of a task that has just been placed, and of the instance whose resources it takes. */
export const taskPlaced = (state: EcsState, record: TaskRecord): void => {
  tellTask(state, record);
  if (record.instance) instanceChanged(state, record.instance);
};

/** Tells of a task whose status or health has changed; one that has stopped gives its instance's resources back. */
export const taskChanged = (state: EcsState, record: TaskRecord): void => {
  tellTask(state, record);
  const { instance, task } = record;
  if (task.lastStatus === 'STOPPED' && instance && instance.instance.status !== 'INACTIVE')
    instanceChanged(state, instance);
};
