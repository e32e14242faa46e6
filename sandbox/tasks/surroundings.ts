import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { World } from '../world.ts';
import { type DockerEngine, startDockerEngine } from './docker-engine/index.ts';
import { startMetadataServer } from './metadata/index.ts';
import type { InstanceRecord, TaskRecord } from './records.ts';
import { startServiceEndpoints } from './service-endpoints/index.ts';

/** Where a container's process finds what surrounds a container on AWS. */
export interface ContainerSurroundings {
  metadataV3Url: string;
  metadataV4Url: string;
  credentialsUrl: string;
  /** `suffix:port` that stands for `amazonaws.com:443`. */
  serviceSuffix: string;
  /** `address:port` of the DNS resolver. */
  resolver: string;
  certificateAuthorityFile: string;
  runtimeId: string;
  /** A directory in which nothing is. */
  emptyDirectory: string;
}

/** What runs around tasks. Nothing of it is started before the first task that needs it. */
export interface Surroundings {
  /** Starts what the container needs and tells where it is. */
  of(record: TaskRecord, containerName: string): Promise<ContainerSurroundings>;
  /** The path of an instance's Docker socket: short, because a socket's path holds 103 bytes at most. */
  dockerSocket(instanceId: string): string;
  /** Starts the instance's Docker Engine where it does not run yet. */
  dockerEngine(instance: InstanceRecord): Promise<DockerEngine>;
  close(): Promise<void>;
}

interface Closable {
  close(): Promise<void>;
}

/** Servers that start when they are first asked for, once, and end together. */
const lazyServers = () => {
  const started: Promise<Closable>[] = [];
  return {
    lazily: <T extends Closable>(start: () => Promise<T>): (() => Promise<T>) => {
      let running: Promise<T> | undefined;
      return () => {
        if (!running) {
          running = start();
          started.push(running);
        }
        return running;
      };
    },
    closeAll: async () => {
      const settled = await Promise.allSettled(started);
      await Promise.all(settled.map((server) => (server.status === 'fulfilled' ? server.value.close() : undefined)));
    },
  };
};

/**
 * @param dataDirectory the sandbox's own, which it removes at its end
 * @param tasksOn the tasks of an instance that have not stopped, for its Docker Engine
 */
export const createSurroundings = (
  world: World,
  dataDirectory: string,
  tasksOn: (instance: InstanceRecord) => TaskRecord[],
): Surroundings => {
  const directory = join(dataDirectory, 'run');
  const { lazily, closeAll } = lazyServers();
  const runDirectory = () => mkdir(directory, { recursive: true });
  const metadata = lazily(() => startMetadataServer(world));
  const endpoints = lazily(() => runDirectory().then(() => startServiceEndpoints(world, directory)));
  const engines = new Map<string, () => Promise<DockerEngine>>();
  const dockerEngine = (instance: InstanceRecord): Promise<DockerEngine> => {
    const start = () => runDirectory().then(() => startDockerEngine(instance, () => tasksOn(instance)));
    const engine = engines.get(instance.id) ?? lazily(start);
    engines.set(instance.id, engine);
    return engine();
  };
  return {
    of: async (record, containerName) => {
      const engine = record.instance && dockerEngine(record.instance);
      const [{ register }, { addresses }] = await Promise.all([metadata(), endpoints(), engine]);
      const { runtimeId = '' } = record.task.containers.find(({ name }) => name === containerName) ?? {};
      return { ...register(record, containerName), ...addresses, runtimeId, emptyDirectory: join(directory, 'empty') };
    },
    dockerSocket: (instanceId) => join(directory, `${instanceId.slice(0, 12)}.sock`),
    dockerEngine,
    close: closeAll,
  };
};
