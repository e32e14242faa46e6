import type { Compatibility, ContainerDefinition, RegisterTaskDefinitionCommandInput } from '@aws-sdk/client-ecs';
import { clientError } from './errors.ts';
import { cpuUnits, isFargateSize, mebibytes } from './fargate.ts';
import { isName } from './identifiers.ts';

type Input = RegisterTaskDefinitionCommandInput;

const networkModes = ['awsvpc', 'bridge', 'host', 'none'];
const compatibilities = ['EC2', 'FARGATE', 'EXTERNAL', 'MANAGED_INSTANCES'];
const fargateLogDrivers = ['awslogs', 'splunk', 'awsfirelens'];
const logDrivers = [...fargateLogDrivers, 'json-file', 'syslog', 'journald', 'gelf', 'fluentd', 'logentries'];
const leastMemory = 6;

const reject = (message: string): never => {
  throw clientError(message);
};

/**
 * Refuses what ECS refuses at registration, in its words where they are known, one problem at a time as ECS does.
 *
 * @throws AwsError ClientException
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
 */
export const validateTaskDefinition = (input: Input): void => {
  if (!input.family) reject('Family cannot be blank.');
  if (!isName(input.family ?? ''))
    reject('Family contains invalid characters: up to 255 letters, numbers, hyphens and underscores are allowed.');
  const containers = input.containerDefinitions ?? [];
  if (containers.length === 0) reject('Container list cannot be empty.');
  if (containers.length > 10) reject('Too many containers: a task definition has at most 10.');
  const isFargate = input.requiresCompatibilities?.includes('FARGATE') ?? false;
  validateModes(input);
  validateNames(containers);
  for (const container of containers) {
    validateMemory(container, input.memory);
    validateMounts(container, input);
    validateLog(container, isFargate, input.executionRoleArn);
    validatePorts(container, input.networkMode);
    if (container.secrets?.length && !input.executionRoleArn) {
      reject("When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.");
    }
  }
  if (!containers.some(({ essential = true }) => essential)) reject('At least one container must be marked essential.');
  if (isFargate) validateFargate(input);
  validateSizes(input);
};

const validateModes = ({ networkMode, requiresCompatibilities = [] }: Input): void => {
  if (networkMode && !networkModes.includes(networkMode))
    reject(`Invalid network mode '${networkMode}'. Expected one of ${networkModes.join(', ')}.`);
  const unknown = requiresCompatibilities.find((name) => !compatibilities.includes(name));
  if (unknown) reject(`Invalid compatibility '${unknown}'. Expected one of ${compatibilities.join(', ')}.`);
  if (networkMode === 'awsvpc' && requiresCompatibilities.includes('EXTERNAL')) {
    reject("When requiresCompatibilities contains EXTERNAL, networkMode 'awsvpc' is not supported.");
  }
};

const validateNames = (containers: ContainerDefinition[]): void => {
  const seen = new Set<string>();
  for (const { name = '', image } of containers) {
    if (name === '') reject('Container.name should not be null or empty.');
    if (!isName(name))
      reject(`Container name '${name}' is invalid: up to 255 letters, numbers, hyphens and underscores are allowed.`);
    if (seen.has(name)) reject(`Container name '${name}' is used more than once.`);
    if (!image) reject('Container.image should not be null or empty.');
    seen.add(name);
  }
};

const validateMemory = ({ name, memory, memoryReservation }: ContainerDefinition, taskMemory: string | undefined) => {
  if (memory === undefined && memoryReservation === undefined && taskMemory === undefined) {
    reject(
      `Invalid setting for container '${name}'. At least one of 'memory' or 'memoryReservation' must be specified.`,
    );
  }
  if ((memory ?? leastMemory) < leastMemory || (memoryReservation ?? leastMemory) < leastMemory) {
    reject(`Invalid setting for container '${name}'. Memory must be at least ${leastMemory} MiB.`);
  }
  if (memory !== undefined && memoryReservation !== undefined && memory <= memoryReservation) {
    reject(`Invalid setting for container '${name}'. 'memory' must be greater than 'memoryReservation'.`);
  }
};

const validateMounts = ({ name, mountPoints = [] }: ContainerDefinition, { volumes = [] }: Input): void => {
  for (const { sourceVolume, containerPath } of mountPoints) {
    if (!volumes.some((volume) => volume.name === sourceVolume)) reject(`Unknown volume '${sourceVolume}'.`);
    if (!containerPath)
      reject(`Invalid mount point of container '${name}': containerPath should not be null or empty.`);
  }
};

const validateLog = (
  { logConfiguration }: ContainerDefinition,
  isFargate: boolean,
  executionRoleArn: string | undefined,
) => {
  if (!logConfiguration) return;
  const { logDriver = '', options = {} } = logConfiguration;
  if (!logDrivers.includes(logDriver))
    reject(`Invalid log driver '${logDriver}'. Expected one of ${logDrivers.join(', ')}.`);
  if (isFargate && !fargateLogDrivers.includes(logDriver))
    reject(`Fargate does not support log driver '${logDriver}'.`);
  if (logDriver !== 'awslogs') return;
  if (isFargate && !executionRoleArn) {
    reject('Fargate requires task definition to have execution role ARN to support log driver awslogs.');
  }
  const needed = ['awslogs-group', 'awslogs-region', ...(isFargate ? ['awslogs-stream-prefix'] : [])];
  const missing = needed.filter((option) => !options[option]);
  if (missing.length > 0) reject(`Log driver awslogs requires options: ${missing.join(', ')}`);
};

const validatePorts = ({ name, portMappings = [] }: ContainerDefinition, networkMode = 'bridge'): void => {
  for (const { containerPort, hostPort } of portMappings) {
    if (networkMode === 'none')
      reject(`Container '${name}' has port mappings, which network mode 'none' does not support.`);
    if (containerPort !== undefined && (containerPort < 0 || containerPort > 65_535)) {
      reject(`Invalid 'containerPort' setting for container '${name}'.`);
    }
    if (networkMode !== 'bridge' && hostPort && hostPort !== containerPort) {
      reject(`When networkMode=${networkMode}, the host ports and container ports in port mappings must match.`);
    }
  }
};

const validateFargate = ({
  networkMode,
  cpu,
  memory,
  containerDefinitions = [],
  executionRoleArn,
  volumes = [],
}: Input) => {
  if (networkMode !== 'awsvpc') reject('Fargate only supports network mode ‘awsvpc’.');
  if (!cpu) reject("Fargate requires that 'cpu' be defined at the task level.");
  if (!memory) reject("Fargate requires that 'memory' be defined at the task level.");
  if (!isFargateSize(cpuUnits(cpu ?? ''), mebibytes(memory ?? '')))
    reject('No Fargate configuration exists for given values.');
  const hosted = volumes.find(({ host }) => host?.sourcePath);
  if (hosted) reject(`Fargate compatible task definitions do not support host.sourcePath (volume '${hosted.name}').`);
  const privileged = containerDefinitions.find((container) => container.privileged);
  if (privileged) reject('Fargate compatible task definitions do not support privileged containers.');
  if (!executionRoleArn && containerDefinitions.some(({ image = '' }) => /\.dkr\.ecr\./.test(image))) {
    reject('Fargate requires task definition to have execution role ARN to support ECR images.');
  }
};

const validateSizes = ({ cpu, memory, containerDefinitions = [] }: Input): void => {
  if (cpu !== undefined && Number.isNaN(cpuUnits(cpu))) reject("Invalid 'cpu' setting for task.");
  if (memory !== undefined && Number.isNaN(mebibytes(memory))) reject("Invalid 'memory' setting for task.");
  const total = (sizes: (number | undefined)[]) => sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  if (memory && total(containerDefinitions.map((each) => each.memoryReservation ?? each.memory)) > mebibytes(memory)) {
    reject('Invalid setting for container. The memory of all containers together exceeds the memory of the task.');
  }
  if (cpu && total(containerDefinitions.map((each) => each.cpu)) > cpuUnits(cpu)) {
    reject('The total cpu of all containers must be less than or equal to the cpu of the task.');
  }
};

/** Launch types that the definition could be started with; those it asks for are a part of them. */
export const compatibilitiesOf = (input: Input): Compatibility[] => {
  const { networkMode, cpu = '', memory = '', containerDefinitions = [], volumes = [], executionRoleArn } = input;
  const isFargate =
    networkMode === 'awsvpc' &&
    isFargateSize(cpuUnits(cpu), mebibytes(memory)) &&
    !volumes.some(({ host }) => host?.sourcePath) &&
    containerDefinitions.every(
      ({ privileged, logConfiguration }) =>
        !privileged &&
        (!logConfiguration || (fargateLogDrivers.includes(logConfiguration.logDriver ?? '') && executionRoleArn)),
    );
  return [
    'EC2',
    ...(isFargate ? (['FARGATE'] as const) : []),
    ...(networkMode === 'awsvpc' ? [] : (['EXTERNAL'] as const)),
  ];
};
