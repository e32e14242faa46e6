import type { TaskRecord } from '../../../tasks/records.ts';
import { sendNews } from '../events/service.ts';
import type { LoadBalancing } from '../load-balancing.ts';
import { isTaskOf, type ServiceRecord } from '../service-record.ts';
import type { EcsState } from '../state.ts';
import { type Alarms, createAlarms } from './alarms.ts';
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

/** Looks at a service and has it looked at again where it must wait for something that only time brings. */
const lookOnce = (
  state: EcsState,
  service: ServiceRecord,
  loadBalancing: LoadBalancing | undefined,
  alarms: Alarms,
) => {
  const again: number[] = [];
  const { clock } = state.context.world;
  const look: Look = { state, service, now: clock.now(), loadBalancing, againIn: (ms) => void again.push(ms) };
  lookAt(look);
  sendNews(state, service);
  if (again.length > 0) alarms.wake(service, Math.min(...again));
};

const noteTask = (state: EcsState, record: TaskRecord, alarms: Alarms): void => {
  const hasStopped = record.task.lastStatus === 'STOPPED';
  for (const service of servicesIn(state, record.clusterName)) {
    if (!isTaskOf(service, record)) {
      // What it gives back may be what a task of this service lacks.
      if (hasStopped && service.memory.obstacle) alarms.wake(service, reactionMs);
      continue;
    }
    if (hasStopped) noteStopped(service, record, state.context.world.clock.now());
    sendNews(state, service);
    if (record.task.lastStatus === 'RUNNING') service.memory.startFailures = 0;
    alarms.wake(service, reactionMs);
  }
};

const servicesIn = ({ services }: EcsState, clusterName: string): ServiceRecord[] =>
  services.filter((each) => each.clusterName === clusterName);

/** @param state given late, for the state's context calls the scheduler */
export const createScheduler = (state: () => EcsState, loadBalancing: LoadBalancing | undefined): Scheduler => {
  const clock = () => state().context.world.clock;
  const alarms = createAlarms(clock, (service) => lookOnce(state(), service, loadBalancing, alarms));
  return {
    changed: (service) => {
      service.memory.lookedAt = clock().now();
      sendNews(state(), service);
      alarms.wake(service, service.status === 'DRAINING' ? drainMs : reactionMs);
    },
    followed: (service) => {
      const { memory } = service;
      memory.lookedAt = clock().now();
      const mayHaveChanged = (!memory.isSteady && !memory.obstacle) || memory.targets.size > 0;
      if (mayHaveChanged) alarms.wake(service, reactionMs);
    },
    taskChanged: (record) => noteTask(state(), record, alarms),
    instancesChanged: (clusterName) => {
      for (const service of servicesIn(state(), clusterName)) alarms.wake(service, reactionMs);
    },
    close: () => alarms.close(),
  };
};
