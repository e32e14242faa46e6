import { join } from 'node:path';
import type { Attribute, Resource } from '@aws-sdk/client-ecs';
import { type InstanceRecord, newId } from '../../tasks/records.ts';
import { arnIn, type EcsState, now } from './state.ts';

/** A container instance that joins a cluster of the sandbox. */
export interface NewInstance {
  clusterName: string;
  launchType: 'EC2' | 'EXTERNAL';
  /** `i-…` on EC2, `mi-…` (Systems Manager's id) on ECS Anywhere. */
  ec2InstanceId: string;
  /** 32 hexadecimal digits; a new one where absent. */
  id?: string;
  instanceType?: string;
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

const attributesOf = ({ launchType, instanceType = 't3.medium' }: NewInstance, region: string): Attribute[] => [
  ...[...agentCapabilities, ...(launchType === 'EC2' ? ec2Capabilities : [])].map((name) => ({ name })),
  { name: 'ecs.os-type', value: 'linux' },
  { name: 'ecs.os-family', value: 'LINUX' },
  { name: 'ecs.cpu-architecture', value: 'x86_64' },
  ...(launchType === 'EC2'
    ? [
        { name: 'ecs.instance-type', value: instanceType },
        { name: 'ecs.ami-id', value: 'ami-0abcdef1234567890' },
        { name: 'ecs.availability-zone', value: `${region}a` },
        { name: 'ecs.subnet-id', value: 'subnet-0123456789abcdef0' },
        { name: 'ecs.vpc-id', value: 'vpc-0123456789abcdef0' },
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

/** Adds a container instance to a cluster, as its agent does when it starts. Its disk is made by the sample. */
export const registerInstance = (state: EcsState, given: NewInstance): InstanceRecord => {
  const { clusterName, launchType, ec2InstanceId, id = newId(), agentConnected = true } = given;
  const { world, ports, surroundings } = state.context;
  const record: InstanceRecord = {
    id,
    clusterName,
    launchType,
    directory: join(ports.dataDirectory, 'instances', ec2InstanceId),
    dockerSocket: surroundings.dockerSocket(id),
    agentContainer: agentConnected ? 'running' : 'exited',
    instance: {
      containerInstanceArn: arnIn(state, `container-instance/${clusterName}/${id}`),
      ec2InstanceId,
      version: 3,
      versionInfo: { agentVersion, agentHash: '4a94ee9e', dockerVersion: 'DockerVersion: 25.0.8' },
      registeredResources: resourcesOf(given),
      status: 'ACTIVE',
      agentConnected,
      attributes: attributesOf(given, world.region),
      registeredAt: now(state),
      attachments: [],
    },
  };
  state.instances.set(id, record);
  return record;
};
