import type { Clock } from '../clock.ts';
import type { TaskContext } from './context.ts';
import { followHealth } from './health.ts';
import { attachInterface, deprovisionMs, detachInterface, provisionMs } from './network.ts';
import { newId, StopRequest, type TaskRecord } from './records.ts';
import type { RunningContainer } from './running-container.ts';
import { isPulledForEver, pullImages, startContainers } from './start-containers.ts';
import { StartFailure } from './stopped-reasons.ts';

/** How long the sandbox takes to pull images. */
const pullMs = 300;

const at = (clock: Clock): Date => new Date(clock.now());

/**
 * Runs a task from PROVISIONING or PENDING to STOPPED, writing every step into its record. Never rejects: what goes
 * wrong is the task's stopped reason.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-lifecycle-explanation.html
 */
export const runTask = async (record: TaskRecord, context: TaskContext): Promise<void> => {
  const outcome = await live(record, context).catch((error: unknown) => failureOf(error, record));
  await finish(record, outcome, context);
};

/** Resolves with why the task ended; rejects with a StopRequest or a StartFailure before its containers run. */
const live = async (record: TaskRecord, context: TaskContext): Promise<StopRequest> => {
  const { task, stopping } = record;
  const { clock } = context.world;
  if (record.network) {
    await clock.sleep(provisionMs, stopping.signal);
    attachInterface(record);
    setStatus(record, 'PENDING', context);
  }
  task.connectivity = 'CONNECTED';
  task.connectivityAt = at(clock);
  await pull(record, context);
  const running = await context.world.clock.whileBusy(() => startContainers(record, context));
  task.startedAt = at(clock);
  setStatus(record, 'RUNNING', context);
  followHealth(record, context);
  return untilStopped(record, running, clock);
};

const pull = async (record: TaskRecord, context: TaskContext): Promise<void> => {
  const { task, stopping } = record;
  const { clock } = context.world;
  task.pullStartedAt = at(clock);
  await clock.sleep(pullMs, stopping.signal);
  if (isPulledForEver(record)) await aborted(stopping.signal);
  pullImages(record, context);
  task.pullStoppedAt = at(clock);
  for (const container of task.containers) {
    container.runtimeId = record.instance ? newId() + newId() : `${record.id}-${newId().slice(0, 10)}`;
    if (record.instance) container.imageDigest = `sha256:${newId()}${newId()}`;
  }
};

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

/** Waits for an essential container's end or for a stop request, then for the end of all containers. */
const untilStopped = async (
  record: TaskRecord,
  running: Map<string, RunningContainer>,
  clock: Clock,
): Promise<StopRequest> => {
  const { task, stopping } = record;
  const ends = [...running].map(async ([name, container]) => {
    const exit = await container.exited;
    const described = task.containers.find((candidate) => candidate.name === name);
    Object.assign(described ?? {}, exit, { lastStatus: 'STOPPED' });
    if (isEssential(record, name) || allStopped(record)) {
      stopping.abort(new StopRequest('EssentialContainerExited', 'Essential container in task exited'));
    }
  });
  const request = await aborted(stopping.signal).catch((reason: StopRequest) => reason);
  task.desiredStatus = 'STOPPED';
  task.stoppingAt ??= at(clock);
  for (const container of running.values()) container.stop();
  await Promise.all(ends);
  task.executionStoppedAt = at(clock);
  return request;
};

const isEssential = ({ definition }: TaskRecord, name: string): boolean =>
  definition.containerDefinitions?.find((container) => container.name === name)?.essential ?? true;

const allStopped = ({ task }: TaskRecord): boolean =>
  task.containers.every(({ lastStatus }) => lastStatus === 'STOPPED');

/** What a task that never ran says of itself: on an instance the container holds the reason, on Fargate the task. */
const failureOf = (error: unknown, { task }: TaskRecord): StopRequest => {
  if (error instanceof StopRequest) return error;
  if (!(error instanceof StartFailure)) {
    return new StopRequest('TaskFailedToStart', `InternalError: ${(error as Error).message}`);
  }
  const { message, container } = error;
  const atFault = task.containers.find(({ name }) => name === container);
  if (atFault) atFault.reason = message;
  const isOfTask = task.launchType === 'FARGATE' || !atFault;
  return new StopRequest('TaskFailedToStart', isOfTask ? message : 'Task failed to start');
};

const finish = async (record: TaskRecord, { stopCode, stoppedReason }: StopRequest, context: TaskContext) => {
  const { task } = record;
  const { world } = context;
  task.desiredStatus = 'STOPPED';
  task.stoppingAt ??= at(world.clock);
  task.executionStoppedAt ??= at(world.clock);
  for (const container of task.containers) container.lastStatus = 'STOPPED';
  if (record.network) {
    setTaskStatus(record, 'DEPROVISIONING', context);
    await world.clock.sleep(deprovisionMs);
    detachInterface(record);
  }
  Object.assign(task, { stopCode, stoppedReason, stoppedAt: at(world.clock) });
  setTaskStatus(record, 'STOPPED', context);
};

/** Task and containers change their status together until the containers run. */
const setStatus = (record: TaskRecord, status: string, context: TaskContext): void => {
  for (const container of record.task.containers) container.lastStatus = status;
  setTaskStatus(record, status, context);
};

/** Each change of a task's state makes a new version of it. */
const setTaskStatus = (record: TaskRecord, status: string, { taskChanged }: TaskContext): void => {
  const { task } = record;
  task.lastStatus = status;
  task.version = (task.version ?? 0) + 1;
  taskChanged(record);
};
