import { join } from 'node:path';
import type { Attribute, Resource } from '@aws-sdk/client-ecs';
import type { HostRecord, Hosts } from '../../hosts/index.ts';
import { type InstanceRecord, newId } from '../../tasks/records.ts';
import { instanceChanged } from './events/container-instance.ts';
import { arnIn, type EcsState, now } from './state.ts';

/** A container instance that joins a cluster of the sandbox. */
export interface NewInstance {
  clusterName: string;
  launchType: 'EC2' | 'EXTERNAL';
  /** `i-…` on EC2, `mi-…` (Systems Manager's id) on ECS Anywhere. */
  ec2InstanceId: string;
  /** 32 hexadecimal digits; a new one where absent. */
  id?: string;
  /** Default the machine's, which is added where it is not there yet. */
  instanceType?: string;
  /** The same; external instances have none. */
  availabilityZone?: string;
  /** The same. */
  osType?: 'linux' | 'windows';
  cpu?: number;
  /** MiB */
  memory?: number;
  agentConnected?: boolean;
}

const agentVersion = '1.98.0';
const agentCapabilities = [
  'com.amazonaws.ecs.capability.logging-driver.json-file',
  'com.amazonaws.ecs.capability.logging-driver.syslog',
  'com.amazonaws.ecs.capability.logging-driver.awslogs',
  'com.amazonaws.ecs.capability.logging-driver.none',
  'com.amazonaws.ecs.capability.docker-remote-api.1.18',
  'com.amazonaws.ecs.capability.docker-remote-api.1.44',
  'com.amazonaws.ecs.capability.ecr-auth',
  'com.amazonaws.ecs.capability.task-iam-role',
  'ecs.capability.docker-plugin.local',
  'ecs.capability.execution-role-awslogs',
  'ecs.capability.execution-role-ecr-pull',
  'ecs.capability.container-health-check',
  'ecs.capability.secrets.asm.environment-variables',
  'ecs.capability.secrets.ssm.environment-variables',
];
/** ECS Anywhere has no elastic network interfaces. */
const ec2Capabilities = ['ecs.capability.task-eni'];

const osAttributes = {
  Linux: [
    { name: 'ecs.os-type', value: 'linux' },
    { name: 'ecs.os-family', value: 'LINUX' },
  ],
  Windows: [
    { name: 'ecs.os-type', value: 'windows' },
    { name: 'ecs.os-family', value: 'WINDOWS_SERVER_2022_CORE' },
  ],
};

const attributesOf = ({ launchType }: NewInstance, machine: HostRecord): Attribute[] => [
  ...[...agentCapabilities, ...(launchType === 'EC2' ? ec2Capabilities : [])].map((name) => ({ name })),
  ...osAttributes[machine.platform],
  { name: 'ecs.cpu-architecture', value: 'x86_64' },
  ...(launchType === 'EC2'
    ? [
        { name: 'ecs.instance-type', value: machine.instanceType ?? '' },
        { name: 'ecs.ami-id', value: 'ami-0abcdef1234567890' },
        { name: 'ecs.availability-zone', value: machine.availabilityZone ?? '' },
        { name: 'ecs.subnet-id', value: machine.subnetId ?? '' },
        { name: 'ecs.vpc-id', value: machine.vpcId ?? '' },
      ]
    : [{ name: 'ecs.capability.external' }]),
];

/** Ports that an instance keeps for itself: SSH, Docker, the agent. */
const reservedPorts = ['22', '2375', '2376', '51678', '51679'];

const resourcesOf = ({ cpu = 2048, memory = 3819 }: NewInstance): Resource[] => [
  { name: 'CPU', type: 'INTEGER', doubleValue: 0, longValue: 0, integerValue: cpu },
  { name: 'MEMORY', type: 'INTEGER', doubleValue: 0, longValue: 0, integerValue: memory },
  { name: 'PORTS', type: 'STRINGSET', doubleValue: 0, longValue: 0, integerValue: 0, stringSetValue: reservedPorts },
  { name: 'PORTS_UDP', type: 'STRINGSET', doubleValue: 0, longValue: 0, integerValue: 0, stringSetValue: [] },
];

/** The machine of a new instance; it is added where it is not there yet. */
const machineOf = (hosts: Hosts, given: NewInstance): HostRecord => {
  const { ec2InstanceId, instanceType, availabilityZone, osType } = given;
  return hosts.add({
    id: ec2InstanceId,
    ...(instanceType !== undefined && { instanceType }),
    ...(availabilityZone !== undefined && { availabilityZone }),
    ...(osType !== undefined && { platform: osType === 'windows' ? 'Windows' : 'Linux' }),
  });
};

/** ECS has counted this many changes before it tells of a new instance. */
const firstVersion = 2;

/**
 * Adds a container instance to a cluster, as its agent does when it starts, and its machine. Its disk is made by the sample.
 * ECS tells EventBridge of it, unless its agent is disconnected: agents register while they are connected, so this one has been there
 * for long.
 */
export const registerInstance = (state: EcsState, hosts: Hosts, given: NewInstance): InstanceRecord => {
  const { clusterName, launchType, ec2InstanceId, id = newId(), agentConnected = true } = given;
  const { ports, surroundings } = state.context;
  const machine = machineOf(hosts, given);
  const record: InstanceRecord = {
    id,
    clusterName,
    launchType,
    directory: join(ports.dataDirectory, 'instances', ec2InstanceId),
    dockerSocket: surroundings.dockerSocket(id),
    agentContainer: agentConnected ? 'running' : 'exited',
    machineState: machine.state,
    instance: {
      containerInstanceArn: arnIn(state, `container-instance/${clusterName}/${id}`),
      ec2InstanceId,
      version: firstVersion,
      versionInfo: { agentVersion, agentHash: '4a94ee9e', dockerVersion: 'DockerVersion: 25.0.8' },
      registeredResources: resourcesOf(given),
      status: 'ACTIVE',
      agentConnected,
      attributes: attributesOf(given, machine),
      registeredAt: now(state),
      attachments: [],
    },
  };
  state.instances.set(id, record);
  state.instanceOnMachine.set(ec2InstanceId, record);
  if (agentConnected) instanceChanged(state, record);
  return record;
};
