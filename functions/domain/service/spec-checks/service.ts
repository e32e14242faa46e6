import { didYouMean } from '../../did-you-mean.ts';
import { fail, type LocatedProblem, type Path, warn } from '../spec-problem.ts';
import type { DeepPartial, EcsServiceSpec, PartialSpec } from '../spec-schema/index.ts';
import { repeats } from './repeats.ts';

type Attached = NonNullable<DeepPartial<EcsServiceSpec>['loadBalancers']>[number];

const path: Path = ['aws', 'ecs', 'service'];

const checkNetwork = (spec: PartialSpec): LocatedProblem[] => {
  const { service, taskDefinition } = spec.aws?.ecs ?? {};
  if (!service || service.networkConfiguration) return [];
  const because =
    service.launchType === 'FARGATE'
      ? 'launchType is FARGATE'
      : taskDefinition?.networkMode === 'awsvpc' && 'networkMode is awsvpc';
  if (!because) return [];
  return [fail([...path, 'networkConfiguration'], `required: awsvpcConfiguration with subnets, because ${because}`)];
};

const checkContainer = (attached: Attached, at: Path, spec: PartialSpec): LocatedProblem[] => {
  const containers = spec.aws?.ecs?.taskDefinition?.containerDefinitions;
  const { containerName, containerPort } = attached ?? {};
  const names = containers?.flatMap((container) => container?.name ?? []) ?? [];
  if (!containers || containerName === undefined || names.length < containers.length) return [];
  const container = containers.find((candidate) => candidate?.name === containerName);
  if (!container) {
    return [fail([...at, 'containerName'], `a container of the task definition${didYouMean(containerName, names)}`)];
  }
  const mapped = (container.portMappings ?? []).map((mapping) => mapping?.containerPort);
  // Without a port it is a range, or one that could not be read.
  if (containerPort === undefined || mapped.includes(containerPort) || mapped.includes(undefined)) return [];
  return [fail([...at, 'containerPort'], 'a containerPort of the portMappings of that container')];
};

const checkTargetGroup = (attached: Attached, at: Path, spec: PartialSpec): LocatedProblem[] => {
  const group = spec.aws?.elb?.targetGroups?.find((candidate) => candidate?.name === attached?.targetGroup?.name);
  if (!group?.name || !group.port || !attached?.containerPort || group.port === attached.containerPort) return [];
  return [fail([...at, 'containerPort'], 'the port of its target group')];
};

const checkBalancerName = (attached: Attached, at: Path, spec: PartialSpec): LocatedProblem[] => {
  const balancers = spec.aws?.elb?.loadBalancers;
  const names = balancers?.flatMap((balancer) => balancer?.name ?? []) ?? [];
  const name = attached?.loadBalancerName;
  if (!balancers || name === undefined || names.includes(name) || names.length < balancers.length) return [];
  return [warn([...at, 'loadBalancerName'], `none of aws.elb.loadBalancers has this name${didYouMean(name, names)}`)];
};

/** The service against the rest of the spec. */
export const checkService = (spec: PartialSpec): LocatedProblem[] => {
  const attached = spec.aws?.ecs?.service?.loadBalancers ?? [];
  return [
    ...checkNetwork(spec),
    ...attached.flatMap((one, index) => {
      const at = [...path, 'loadBalancers', index];
      return [
        ...checkContainer(one, at, spec),
        ...checkTargetGroup(one, at, spec),
        ...checkBalancerName(one, at, spec),
      ];
    }),
    ...repeats(attached, (one) => one?.targetGroup?.name).map(({ index, first }) =>
      fail(
        [...path, 'loadBalancers', index, 'targetGroup', 'name'],
        `a target group of its own: loadBalancers[${first}] has it`,
      ),
    ),
  ];
};
