import type { TaskRecord } from '../../../tasks/records.ts';
import type { LoadBalancing } from '../load-balancing.ts';
import { isTaskOf, type ServiceRecord } from '../service-record.ts';
import type { EcsState } from '../state.ts';
import { noteStopped } from './failures.ts';
import type { Look } from './look.ts';
import { lookAt } from './look-at.ts';

/** How long the scheduler takes to act on a change; AWS takes some seconds. */
const reactionMs = 1_000;
/** How long a deleted service drains at least. */
const drainMs = 5_000;

/** Keeps services at their desired counts. It sets timers only while a service changes or waits for something. */
export interface Scheduler {
  /** Looks at a service soon, because a caller has changed it. */
  changed(service: ServiceRecord): void;
  /** Somebody asks for the service: one that was left alone because it only failed is taken up again. */
  followed(service: ServiceRecord): void;
  /** A task's status or health has changed. */
  taskChanged(record: TaskRecord): void;
  /** Instances have changed, so that tasks may find a place now. */
  instancesChanged(clusterName: string): void;
  /** Acts no more. */
  close(): void;
}

export const createScheduler = (state: () => EcsState, loadBalancing: LoadBalancing | undefined): Scheduler => {
  let isClosed = false;
  const clock = () => state().context.world.clock;

  const wake = (service: ServiceRecord, ms: number): void => {
    const { memory } = service;
    const dueAt = clock().now() + ms;
    if (isClosed || service.status === 'INACTIVE' || (memory.timer && memory.timer.dueAt <= dueAt)) return;
    memory.timer?.cancel();
    const fire = () => {
      delete memory.timer;
      look(service);
    };
    memory.timer = { dueAt, cancel: clock().after(ms, fire) };
  };
  const look = (service: ServiceRecord): void => {
    const again: number[] = [];
    const one: Look = {
      state: state(),
      service,
      now: clock().now(),
      loadBalancing,
      againIn: (ms) => void again.push(ms),
    };
    lookAt(one);
    if (again.length > 0) wake(service, Math.min(...again));
  };
  const servicesIn = (clusterName: string) => state().services.filter((each) => each.clusterName === clusterName);

  return {
    changed: (service) => {
      service.memory.lookedAt = clock().now();
      wake(service, service.status === 'DRAINING' ? drainMs : reactionMs);
    },
    followed: (service) => {
      service.memory.lookedAt = clock().now();
      if (!service.memory.isSteady && !service.memory.obstacle) wake(service, reactionMs);
      else if (service.memory.targets.size > 0) wake(service, reactionMs);
    },
    taskChanged: (record) => {
      const hasStopped = record.task.lastStatus === 'STOPPED';
      for (const service of servicesIn(record.clusterName)) {
        if (!isTaskOf(service, record)) {
          if (hasStopped && service.memory.obstacle) wake(service, reactionMs);
          continue;
        }
        if (hasStopped) noteStopped(service, record, clock().now());
        if (record.task.lastStatus === 'RUNNING') service.memory.startFailures = 0;
        wake(service, reactionMs);
      }
    },
    instancesChanged: (clusterName) => {
      for (const service of servicesIn(clusterName)) wake(service, reactionMs);
    },
    close: () => {
      isClosed = true;
      for (const { memory } of state().services) memory.timer?.cancel();
    },
  };
};
