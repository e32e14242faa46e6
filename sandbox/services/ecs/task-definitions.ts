import type ecs from '@aws-sdk/client-ecs';
import type {
  Attribute,
  DeregisterTaskDefinitionCommandInput,
  DescribeTaskDefinitionCommandInput,
  ListTaskDefinitionFamiliesCommandInput,
  ListTaskDefinitionsCommandInput,
  RegisterTaskDefinitionCommandInput,
} from '@aws-sdk/client-ecs';
import type { Operations } from '../../service.ts';
import { clientError, invalidParameter } from './errors.ts';
import { cpuUnits, mebibytes } from './fargate.ts';
import { taskDefinitionReference } from './identifiers.ts';
import { page } from './pages.ts';
import { arnIn, type EcsState, now, putTags, type TaskDefinitionRecord, validateTags } from './state.ts';
import { compatibilitiesOf, validateTaskDefinition } from './validate-task-definition.ts';

type EcsOperations = Operations<typeof ecs>;

/** What an instance must be able to do for the task definition; matched with the instance's attributes. */
const requiredAttributes = (input: RegisterTaskDefinitionCommandInput): Attribute[] => {
  const { containerDefinitions = [], networkMode, taskRoleArn, executionRoleArn } = input;
  const drivers = new Set(containerDefinitions.flatMap(({ logConfiguration }) => logConfiguration?.logDriver ?? []));
  const secrets = containerDefinitions.flatMap((container) => container.secrets ?? []);
  const isInSecretsManager = ({ valueFrom = '' }) => valueFrom.includes(':secretsmanager:');
  return [
    ...[...drivers].map((driver) => `com.amazonaws.ecs.capability.logging-driver.${driver}`),
    ...(drivers.has('awslogs') && executionRoleArn ? ['ecs.capability.execution-role-awslogs'] : []),
    ...(taskRoleArn ? ['com.amazonaws.ecs.capability.task-iam-role'] : []),
    ...(networkMode === 'awsvpc' ? ['ecs.capability.task-eni'] : []),
    ...(secrets.some(isInSecretsManager) ? ['ecs.capability.secrets.asm.environment-variables'] : []),
    ...(secrets.some((each) => !isInSecretsManager(each)) ? ['ecs.capability.secrets.ssm.environment-variables'] : []),
    'com.amazonaws.ecs.capability.docker-remote-api.1.18',
  ].map((name) => ({ name }));
};

const newRevision = (state: EcsState, input: RegisterTaskDefinitionCommandInput): TaskDefinitionRecord => {
  const { tags, family = '', cpu, memory, containerDefinitions = [], ...rest } = structuredClone(input);
  const revisions = state.taskDefinitions.get(family) ?? [];
  const revision = revisions.length + 1;
  const definition: TaskDefinitionRecord = {
    ...rest,
    taskDefinitionArn: arnIn(state, `task-definition/${family}:${revision}`),
    family,
    revision,
    status: 'ACTIVE',
    ...(cpu !== undefined && { cpu: String(cpuUnits(cpu)) }),
    ...(memory !== undefined && { memory: String(mebibytes(memory)) }),
    volumes: rest.volumes ?? [],
    placementConstraints: rest.placementConstraints ?? [],
    compatibilities: compatibilitiesOf(input),
    requiresAttributes: requiredAttributes(input),
    registeredAt: now(state),
    registeredBy: `arn:aws:iam::${state.context.world.accountId}:root`,
    containerDefinitions: containerDefinitions.map((container) => ({
      cpu: 0,
      portMappings: [],
      essential: true,
      environment: [],
      mountPoints: [],
      volumesFrom: [],
      systemControls: [],
      ...container,
    })),
  };
  state.taskDefinitions.set(family, [...revisions, definition]);
  putTags(state, definition.taskDefinitionArn, tags);
  return definition;
};

/** A revision by reference, the newest ACTIVE one by family alone; undefined when there is none. */
export const findTaskDefinition = ({ taskDefinitions }: EcsState, reference = ''): TaskDefinitionRecord | undefined => {
  const { family, revision } = taskDefinitionReference(reference);
  const revisions = taskDefinitions.get(family) ?? [];
  return revision === undefined ? revisions.findLast(({ status }) => status === 'ACTIVE') : revisions[revision - 1];
};

const listed = (
  state: EcsState,
  {
    status = 'ACTIVE',
    familyPrefix,
    sort,
  }: { status?: string | undefined; familyPrefix?: string | undefined; sort?: string | undefined },
) => {
  if (status !== 'ACTIVE' && status !== 'INACTIVE' && status !== 'DELETE_IN_PROGRESS')
    throw invalidParameter(`Invalid status: ${status}`);
  const families = [...state.taskDefinitions.keys()]
    .sort()
    .filter((family) => familyPrefix === undefined || family === familyPrefix);
  const arns = families.flatMap((family) =>
    (state.taskDefinitions.get(family) ?? [])
      .filter((each) => each.status === status)
      .map((each) => each.taskDefinitionArn),
  );
  return sort === 'DESC' ? arns.reverse() : arns;
};

const familiesOf = (state: EcsState, status: string, prefix: string): string[] =>
  [...state.taskDefinitions]
    .filter(([family, revisions]) => {
      const isActive = revisions.some((each) => each.status === 'ACTIVE');
      return family.startsWith(prefix) && (status === 'ALL' || (status === 'ACTIVE') === isActive);
    })
    .map(([family]) => family)
    .sort();

const registerTaskDefinition = (state: EcsState, input: RegisterTaskDefinitionCommandInput) => {
  validateTaskDefinition(input);
  validateTags(input.tags);
  const taskDefinition = newRevision(state, input);
  return { taskDefinition, tags: state.tags.get(taskDefinition.taskDefinitionArn) ?? [] };
};

const describeTaskDefinition = (
  state: EcsState,
  { taskDefinition: reference, include = [] }: DescribeTaskDefinitionCommandInput,
) => {
  const taskDefinition = findTaskDefinition(state, reference);
  if (!taskDefinition) throw clientError('Unable to describe task definition.');
  const tags = include.includes('TAGS') && { tags: state.tags.get(taskDefinition.taskDefinitionArn) ?? [] };
  return { taskDefinition, ...tags };
};

const listTaskDefinitions = (state: EcsState, input: ListTaskDefinitionsCommandInput) => {
  const { items, nextToken } = page(listed(state, input), input);
  return { taskDefinitionArns: items, nextToken };
};

const listTaskDefinitionFamilies = (state: EcsState, input: ListTaskDefinitionFamiliesCommandInput) => {
  const { items, nextToken } = page(familiesOf(state, input.status ?? 'ALL', input.familyPrefix ?? ''), input);
  return { families: items, nextToken };
};

const deregisterTaskDefinition = (
  state: EcsState,
  { taskDefinition: reference = '' }: DeregisterTaskDefinitionCommandInput,
) => {
  if (taskDefinitionReference(reference).revision === undefined) throw clientError('Revision is required.');
  const taskDefinition = findTaskDefinition(state, reference);
  if (!taskDefinition)
    throw clientError(
      'The specified task definition does not exist. Specify a valid account, family, revision and try again.',
    );
  if (taskDefinition.status !== 'ACTIVE') {
    throw invalidParameter(
      'The specified task definition is already INACTIVE. Specify an ACTIVE task definition and try again.',
    );
  }
  taskDefinition.status = 'INACTIVE';
  taskDefinition.deregisteredAt = now(state);
  return { taskDefinition };
};

/** RegisterTaskDefinition, DescribeTaskDefinition, ListTaskDefinitions, ListTaskDefinitionFamilies, DeregisterTaskDefinition. */
export const taskDefinitionOperations = (state: EcsState) =>
  ({
    RegisterTaskDefinition: (input) => registerTaskDefinition(state, input),
    DescribeTaskDefinition: (input) => describeTaskDefinition(state, input),
    ListTaskDefinitions: (input) => listTaskDefinitions(state, input),
    ListTaskDefinitionFamilies: (input) => listTaskDefinitionFamilies(state, input),
    DeregisterTaskDefinition: (input) => deregisterTaskDefinition(state, input),
  }) satisfies EcsOperations;
