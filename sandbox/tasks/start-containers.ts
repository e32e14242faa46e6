import type { ContainerDefinition } from '@aws-sdk/client-ecs';
import type { TaskContext } from './context.ts';
import { containerEnvironment } from './environment.ts';
import { imageOf } from './images.ts';
import { openLogStream } from './log-stream.ts';
import { startProcess } from './process-container.ts';
import type { TaskRecord } from './records.ts';
import { type RunningContainer, startSimulated } from './running-container.ts';
import { readSecrets } from './secrets.ts';
import { imageFailure, StartFailure, secretFailure } from './stopped-reasons.ts';

/** What ECS waits for after SIGTERM where the container definition does not say. */
const defaultStopTimeoutSeconds = 30;

/**
 * Looks for the images, as pulling them does.
 *
 * @throws StartFailure for the first container whose image cannot be pulled
 */
export const pullImages = ({ definition, task }: TaskRecord, { world }: TaskContext): void => {
  for (const { name = '', image = '' } of definition.containerDefinitions ?? []) {
    const { kind } = imageOf(image, world.images);
    const reason = imageFailure(kind, image, task.launchType === 'FARGATE');
    if (reason && kind !== 'cannot-start') throw new StartFailure(reason, kind === 'no-resources' ? undefined : name);
  }
};

/** Whether one of the task's images is pulled for ever. */
export const isPulledForEver = ({ definition }: TaskRecord): boolean =>
  (definition.containerDefinitions ?? []).some(({ image }) => imageOf(image ?? '').kind === 'pulls');

/**
 * Starts the task's containers, in the order of the task definition.
 *
 * @throws StartFailure when one cannot start; those before it are killed
 */
export const startContainers = async (
  record: TaskRecord,
  context: TaskContext,
): Promise<Map<string, RunningContainer>> => {
  const running = new Map<string, RunningContainer>();
  try {
    for (const container of record.definition.containerDefinitions ?? []) {
      running.set(container.name ?? '', await startContainer(record, container, context));
    }
  } catch (error) {
    for (const container of running.values()) container.kill();
    throw error;
  }
  return running;
};

const startContainer = async (
  record: TaskRecord,
  container: ContainerDefinition,
  context: TaskContext,
): Promise<RunningContainer> => {
  const isFargate = record.task.launchType === 'FARGATE';
  const image = imageOf(container.image ?? '', context.world.images);
  const secrets = readSecrets(container.secrets ?? [], context.ports.secretValue);
  if ('reason' in secrets) throw new StartFailure(secretFailure(isFargate, secrets.reason));
  const { runtimeId = '' } = record.task.containers.find(({ name }) => name === container.name) ?? {};
  const log = await openLogStream(record, container, runtimeId, context.ports);
  const reason = imageFailure(image.kind, container.image ?? '', isFargate);
  if (reason) throw new StartFailure(reason, container.name);
  if (image.kind !== 'program') return startSimulated(image, context.world.clock, log);

  const { world, ports, surroundings } = context;
  const around = await surroundings.of(record, container.name ?? '');
  record.stopping.signal.throwIfAborted();
  const override = record.task.overrides?.containerOverrides?.find(({ name }) => name === container.name);
  const started = startProcess(
    ports.programs[image.program],
    override?.command ?? container.command ?? [],
    containerEnvironment(record, container, world, around, secrets.variables),
    log,
    container.stopTimeout ?? defaultStopTimeoutSeconds,
  );
  // A process's time is real: the clock must not be turned past its end.
  void world.clock.whileBusy(() => started.exited);
  context.processes.add(started);
  void started.exited.then(() => context.processes.delete(started));
  return started;
};
