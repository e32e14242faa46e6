import * as ecs from '@aws-sdk/client-ecs';
import type { Hosts } from '../../hosts/index.ts';
import { defineService, type Service } from '../../service.ts';
import type { EcsPorts as TaskPorts } from '../../tasks/context.ts';
import { type AgentContainerState, type InstanceRecord, StopRequest, type TaskRecord } from '../../tasks/records.ts';
import { createSurroundings } from '../../tasks/surroundings.ts';
import type { World } from '../../world.ts';
import type { EmittedEvent } from '../event-bridge/index.ts';
import { adoptService, type GivenService } from './adopt-service.ts';
import { instanceOf, setAgentConnected } from './agents.ts';
import { clusterOperations } from './clusters.ts';
import { containerInstanceOperations } from './container-instances.ts';
import { taskChanged } from './events/task.ts';
import { type Launch, launchTask } from './launch.ts';
import type { LoadBalancing } from './load-balancing.ts';
import { followMachines } from './machines.ts';
import { type NewInstance, registerInstance } from './register-instance.ts';
import { createScheduler, type Scheduler } from './scheduler/index.ts';
import { serviceOperations } from './services.ts';
import { startTaskOperations } from './start-task.ts';
import { createState, type EcsState, type TaskDefinitionRecord, tasksOn } from './state.ts';
import { tagOperations } from './tags.ts';
import { findTaskDefinition, taskDefinitionOperations } from './task-definitions.ts';
import { taskOperations } from './tasks.ts';

export type { LoadBalancing, ServiceTarget, ServiceTargetHealth } from './load-balancing.ts';

/** What the ECS of the sandbox needs from the sandbox's other services. */
export interface EcsPorts extends TaskPorts {
  /** Machines that instances run on. */
  hosts: Hosts;
  /** Tells EventBridge of an event. Absent: nobody is told. */
  emit?(event: EmittedEvent): void;
  /** Absent: services take no load balancers. */
  loadBalancing?: LoadBalancing;
}

const operationsOf = (state: EcsState, scheduler: Scheduler, { loadBalancing }: EcsPorts) => ({
  ...clusterOperations(state),
  ...taskDefinitionOperations(state),
  ...startTaskOperations(state),
  ...taskOperations(state),
  ...containerInstanceOperations(state, scheduler),
  ...serviceOperations(state, scheduler, loadBalancing),
  ...tagOperations(state),
});

/** What tests, the sample and the CLI do to ECS past its API. */
const controlsOf = (state: EcsState, scheduler: Scheduler, { loadBalancing, hosts }: EcsPorts) => ({
  /** All container instances that are registered, of every cluster. */
  instances: () => [...state.instances.values()].filter(({ inactiveAt }) => inactiveAt === undefined),
  /**
   * A container instance by its id or ARN, or by its machine: `i-…` or `mi-…`.
   *
   * @throws RangeError where there is none
   */
  instance: (reference: string): InstanceRecord => instanceOf(state, reference),
  registerInstance: (instance: NewInstance) => {
    const registered = registerInstance(state, hosts, instance);
    scheduler.instancesChanged(instance.clusterName);
    return registered;
  },
  /** Takes over a service that has long been deployed; its tasks are the caller's to launch. */
  addService: (service: GivenService) => void adoptService(state, service, loadBalancing),
  /** Starts a task past the API's checks. */
  launchTask: (launch: Launch): TaskRecord => launchTask(state, launch),
  /** The newest revision of a family. */
  taskDefinition: (family: string): TaskDefinitionRecord => {
    const found = findTaskDefinition(state, family);
    if (!found) throw new Error(`no task definition ${family} in the sandbox`);
    return found;
  },
  /**
   * Connects or disconnects an instance's agent, as DescribeContainerInstances shows it and EventBridge is told. Nothing happens where
   * it is so already.
   *
   * @returns whether it was otherwise
   * @throws RangeError where there is no such instance, or its agent cannot connect
   */
  setAgentConnected: (instance: string, agentConnected: boolean): boolean => {
    const record = instanceOf(state, instance);
    const isChange = setAgentConnected(state, record, agentConnected);
    if (isChange) scheduler.instancesChanged(record.clusterName);
    return isChange;
  },
  /** Sets what the instance's Docker Engine says of the agent's container. */
  setAgentContainer: (instance: string, agentContainer: AgentContainerState) => {
    instanceOf(state, instance).agentContainer = agentContainer;
  },
  /** The directory that stands for the instance's `/`. */
  instanceDirectory: (instance: string) => instanceOf(state, instance).directory,
  /** Starts the instance's Docker Engine where no task has done so yet; its address is for DOCKER_HOST. */
  dockerHost: async (instance: string) => {
    const record = instanceOf(state, instance);
    await state.context.surroundings.dockerEngine(record);
    return `unix://${record.dockerSocket}`;
  },
});

/** Kills all task processes and ends all listeners; the state is of no use after it. */
const close = async (
  { tasks, context: { processes, surroundings } }: EcsState,
  scheduler: Scheduler,
): Promise<void> => {
  scheduler.close();
  const request = new StopRequest('TerminationNotice', 'The sandbox was closed');
  for (const { stopping } of tasks.values()) stopping.abort(request);
  for (const process of processes) process.kill();
  await Promise.all([...processes].map(({ exited }) => exited));
  await surroundings.close();
};

/**
 * Amazon ECS in the sandbox: its operations, and what the sandbox does to it from outside.
 *
 * @returns `service` for the endpoint, `operations` to call without HTTP, and direct functions
 */
export const ecsService = (world: World, ports: EcsPorts) => {
  const surroundings = createSurroundings(world, ports.dataDirectory, (instance): TaskRecord[] =>
    tasksOn(state, instance),
  );
  const scheduler = createScheduler(() => state, ports.loadBalancing);
  const taskHasChanged = (record: TaskRecord): void => {
    taskChanged(state, record);
    scheduler.taskChanged(record);
  };
  const { emit = () => {} } = ports;
  const state: EcsState = createState(
    { world, ports, surroundings, processes: new Set(), taskChanged: taskHasChanged },
    emit,
  );
  followMachines(state, ports.hosts, scheduler.instancesChanged);
  const operations = operationsOf(state, scheduler, ports);
  const service: Service = defineService('ecs', ecs, operations);
  return { service, operations, ...controlsOf(state, scheduler, ports), close: () => close(state, scheduler) };
};

export type EcsService = ReturnType<typeof ecsService>;
