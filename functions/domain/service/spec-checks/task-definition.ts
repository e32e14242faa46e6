import { fargateSizeProblem } from '../fargate-sizes.ts';
import { fail, type LocatedProblem, type Path, warn } from '../spec-problem.ts';
import type { DeepPartial, PartialSpec, TaskDefinitionSpec } from '../spec-schema/index.ts';
import { repeats } from './repeats.ts';

type TaskDefinition = DeepPartial<TaskDefinitionSpec>;
type Container = NonNullable<TaskDefinition['containerDefinitions']>[number];

const checkEnvironment = (container: Container, path: Path): LocatedProblem[] => {
  const { environment = [], secrets = [] } = container ?? {};
  const names = new Set(environment.map((variable) => variable?.name));
  return [
    ...repeats(environment, (variable) => variable?.name).map(({ index, first }) =>
      warn([...path, 'environment', index, 'name'], `the same variable as environment[${first}], which it replaces`),
    ),
    ...repeats(secrets, (secret) => secret?.name).map(({ index, first }) =>
      fail([...path, 'secrets', index, 'name'], `a name of its own: secrets[${first}] has it too`),
    ),
    ...secrets.flatMap((secret, index) =>
      secret?.name && names.has(secret.name)
        ? [fail([...path, 'secrets', index, 'name'], 'a name that the environment of the container does not have')]
        : [],
    ),
  ];
};

const checkPorts = (container: Container, path: Path, networkMode: string | undefined): LocatedProblem[] =>
  (container?.portMappings ?? []).flatMap((mapping, index) => {
    const { hostPort, containerPort } = mapping ?? {};
    const isOther = networkMode === 'awsvpc' && hostPort && containerPort !== undefined && hostPort !== containerPort;
    return isOther
      ? [
          fail(
            [...path, 'portMappings', index, 'hostPort'],
            'the containerPort, or nothing, because networkMode is awsvpc',
          ),
        ]
      : [];
  });

const checkFargate = ({ cpu, memory, networkMode }: TaskDefinition, path: Path): LocatedProblem[] => {
  const missing = Object.entries({ cpu, memory }).filter(([, size]) => size === undefined);
  const size = cpu && memory ? fargateSizeProblem(Number(cpu), Number(memory)) : undefined;
  return [
    ...missing.map(([field]) => fail([...path, field], 'required, because the task runs on Fargate')),
    ...(size ? [fail([...path, size.field], size.message)] : []),
    ...(networkMode === 'awsvpc' ? [] : [fail([...path, 'networkMode'], 'awsvpc, because the task runs on Fargate')]),
  ];
};

const checkContainers = ({ containerDefinitions = [], networkMode }: TaskDefinition, path: Path): LocatedProblem[] => {
  const at = [...path, 'containerDefinitions'];
  const isAnyEssential = containerDefinitions.some((container) => container?.essential !== false);
  return [
    ...repeats(containerDefinitions, (container) => container?.name).map(({ index, first }) =>
      fail([...at, index, 'name'], `a name of its own: containerDefinitions[${first}] has it too`),
    ),
    ...(containerDefinitions.length > 0 && !isAnyEssential
      ? [fail(at, 'at least one container that is essential')]
      : []),
    ...containerDefinitions.flatMap((container, index) => [
      ...checkEnvironment(container, [...at, index]),
      ...checkPorts(container, [...at, index], networkMode),
    ]),
  ];
};

/** A task definition, by itself and for where its tasks run. */
export const checkTaskDefinition = (
  definition: TaskDefinition | undefined,
  path: Path,
  isOnFargate: boolean,
): LocatedProblem[] => {
  if (!definition) return [];
  const isForFargate = isOnFargate || (definition.requiresCompatibilities ?? []).includes('FARGATE');
  return [...checkContainers(definition, path), ...(isForFargate ? checkFargate(definition, path) : [])];
};

/** Logs of a task that is run once are read from CloudWatch. */
const checkTaskLog = (container: Container, path: Path): LocatedProblem[] => {
  const { logDriver, options } = container?.logConfiguration ?? {};
  if (!container || (logDriver === 'awslogs' && options?.['awslogs-group'] && options['awslogs-stream-prefix']))
    return [];
  return [fail([...path, 'logConfiguration'], 'awslogs with awslogs-group and awslogs-stream-prefix')];
};

/** `aws.ecs.tasks`. */
export const checkOneOffTasks = (spec: PartialSpec): LocatedProblem[] =>
  Object.entries(spec.aws?.ecs?.tasks ?? {}).flatMap(([name, task]) => {
    const path = ['aws', 'ecs', 'tasks', name, 'taskDefinition'];
    const definition = task?.taskDefinition;
    if (!definition) return [];
    const needsNetwork = definition.networkMode === 'awsvpc' && !task?.networkConfiguration;
    return [
      ...checkTaskDefinition(definition, path, task?.launchType === 'FARGATE'),
      ...(definition.family ? [] : [fail([...path, 'family'], 'required: name of a family')]),
      ...(definition.containerDefinitions ?? []).flatMap((container, index) =>
        checkTaskLog(container, [...path, 'containerDefinitions', index]),
      ),
      ...(needsNetwork
        ? [fail(['aws', 'ecs', 'tasks', name, 'networkConfiguration'], 'required, because networkMode is awsvpc')]
        : []),
    ];
  });
