import type { Resource, TaskDefinition } from '@aws-sdk/client-ecs';
import type { InstanceRecord, TaskRecord } from '../../tasks/records.ts';

/** What a task takes of an instance. */
export interface Demand {
  cpu: number;
  /** MiB */
  memory: number;
  tcpPorts: string[];
  udpPorts: string[];
}

const sum = (numbers: (number | undefined)[]): number =>
  numbers.reduce<number>((total, each) => total + (each ?? 0), 0);

/** What a task of the definition takes: the task's own size, else that of its containers. */
export const demandOf = ({ cpu, memory, networkMode, containerDefinitions = [] }: TaskDefinition): Demand => {
  const mappings =
    networkMode === 'awsvpc' ? [] : containerDefinitions.flatMap(({ portMappings = [] }) => portMappings);
  const ports = (protocol: string) =>
    mappings.flatMap(({ hostPort, protocol: own = 'tcp' }) => (hostPort && own === protocol ? [String(hostPort)] : []));
  return {
    cpu: cpu === undefined ? sum(containerDefinitions.map((each) => each.cpu)) : Number(cpu),
    memory:
      memory === undefined
        ? sum(containerDefinitions.map((each) => each.memoryReservation ?? each.memory))
        : Number(memory),
    tcpPorts: ports('tcp'),
    udpPorts: ports('udp'),
  };
};

/** The instance's resources without those of the tasks on it. Port sets hold the ports that are taken. */
export const remainingResources = ({ instance }: InstanceRecord, tasks: TaskRecord[]): Resource[] => {
  const demands = tasks.map(({ definition }) => demandOf(definition));
  return (instance.registeredResources ?? []).map((resource) => {
    switch (resource.name) {
      case 'CPU':
        return { ...resource, integerValue: (resource.integerValue ?? 0) - sum(demands.map(({ cpu }) => cpu)) };
      case 'MEMORY':
        return { ...resource, integerValue: (resource.integerValue ?? 0) - sum(demands.map(({ memory }) => memory)) };
      case 'PORTS':
        return withPorts(
          resource,
          demands.flatMap(({ tcpPorts }) => tcpPorts),
        );
      case 'PORTS_UDP':
        return withPorts(
          resource,
          demands.flatMap(({ udpPorts }) => udpPorts),
        );
      default:
        return resource;
    }
  });
};

const withPorts = (resource: Resource, ports: string[]): Resource => ({
  ...resource,
  stringSetValue: [...(resource.stringSetValue ?? []), ...ports],
});
