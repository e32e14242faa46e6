import { StopRequest, type TaskRecord } from '../../../tasks/records.ts';
import { noteAction } from '../events/service.ts';
import { addEvent, taskList } from '../service-record.ts';
import { requestStop } from '../tasks.ts';
import type { Look } from './look.ts';

/** Stops tasks of the service as its scheduler does. They no longer count from now on. */
export const stopTasks = ({ state, service, now }: Look, tasks: TaskRecord[], stoppedReason: string): void => {
  if (tasks.length === 0) return;
  const running = tasks.filter(({ task }) => task.lastStatus === 'RUNNING');
  for (const record of tasks) {
    service.memory.stopping.add(record.id);
    requestStop(state, record, new StopRequest('ServiceSchedulerInitiated', stoppedReason));
  }
  service.memory.isSteady = false;
  const at = new Date(now);
  if (running.length > 0) {
    addEvent(service, at, `has stopped ${running.length} running tasks: ${taskList(running)}.`);
    noteAction(service, 'TASKS_STOPPED', at);
  }
  const pending = tasks.length - running.length;
  if (pending > 0) addEvent(service, at, `stopped ${pending} pending tasks.`);
};
