import { join } from 'node:path';
import type { ContainerDefinition } from '@aws-sdk/client-ecs';
import { environmentNames } from '../../layers/autodiag/contract.ts';
import type { TaskRecord } from './records.ts';

interface Mount {
  containerPath: string;
  hostPath: string;
}

/** A path that exists nowhere: what a container sees where nothing is mounted. */
const notMounted = (containerPath: string, directory: string): string => join(directory, 'not-mounted', containerPath);

const hostMounts = ({ definition }: TaskRecord, container: ContainerDefinition): Mount[] =>
  (container.mountPoints ?? []).flatMap(({ containerPath, sourceVolume }) => {
    const hostPath = definition.volumes?.find(({ name }) => name === sourceVolume)?.host?.sourcePath;
    return containerPath && hostPath ? [{ containerPath, hostPath }] : [];
  });

/** The path on the instance of a path in the container; undefined where no mount covers it. */
const onInstance = (containerPath: string, mounts: Mount[]): string | undefined => {
  const covers = (mount: Mount) =>
    containerPath === mount.containerPath || containerPath.startsWith(`${mount.containerPath.replace(/\/$/, '')}/`);
  const mount = mounts.filter(covers).sort((a, b) => b.containerPath.length - a.containerPath.length)[0];
  return mount && join(mount.hostPath, containerPath.slice(mount.containerPath.length));
};

/**
 * A process has no mount namespace of its own, so the places that a container would see are told to it by
 * environment: each mount of the task definition leads to the instance's directory, what is not mounted to nowhere.
 *
 * @param emptyDirectory where Fargate's paths, which have no instance, lead to nowhere
 * @param variables the container's environment, whose ECS_LOG_DIR and so on are paths in the container
 */
export const mountVariables = (
  record: TaskRecord,
  container: ContainerDefinition,
  variables: Record<string, string>,
  emptyDirectory: string,
): Record<string, string> => {
  const { instance } = record;
  const mounts = instance ? hostMounts(record, container) : [];
  const place = (...candidates: string[]): string => {
    for (const path of candidates) {
      const found = onInstance(path, mounts);
      if (instance && found === '/var/run/docker.sock') return instance.dockerSocket;
      if (instance && found) return join(instance.directory, found);
    }
    return notMounted(candidates[0] ?? '/', instance?.directory ?? emptyDirectory);
  };
  const given = (name: string, ...defaults: string[]) => (variables[name] ? [variables[name]] : defaults);
  const dockerHost = variables[environmentNames.dockerHost] ?? 'unix:///var/run/docker.sock';
  return {
    [environmentNames.logDirectory]: place(...given(environmentNames.logDirectory, '/var/log/ecs')),
    [environmentNames.configDirectory]: place(...given(environmentNames.configDirectory, '/etc/config', '/etc/ecs')),
    [environmentNames.dockerHost]: dockerHost.startsWith('unix://')
      ? `unix://${place(dockerHost.slice('unix://'.length))}`
      : dockerHost,
  };
};
