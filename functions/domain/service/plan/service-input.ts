import type { CreateServiceCommandInput } from '@aws-sdk/client-ecs';
import { contentHash } from '../../canonical-json.ts';
import { ecsTags, ownershipKeys } from '../ownership.ts';
import type { EcsServiceSpec } from '../spec-schema/index.ts';
import type { PlanContext } from './action.ts';
import type { AttachedTargetGroup } from './service-facts.ts';

/** What a service is to be, beyond its spec. What does not exist yet is null while planning. */
export interface ServiceWish {
  /** ARN; null: this run registers it. */
  taskDefinitionArn: string | null;
  /** ARNs by name; a target group that this run makes is missing. */
  targetGroupArns: Readonly<Record<string, string>>;
  /** Null: as it is. */
  desiredCount: number | null;
  /** Since when a new deployment is wanted in any case, ISO 8601: one that is newer does. Null: none is. */
  newDeploymentSince: string | null;
}

/** What stands for something that this run makes, in a plan that is made before it. */
export const placeholder = (name: string): string => `${name} (new)`;

/** Target groups of the spec as ECS takes them. */
export const attachedBy = (
  { loadBalancers = [] }: EcsServiceSpec,
  { targetGroupArns }: Pick<ServiceWish, 'targetGroupArns'>,
): AttachedTargetGroup[] =>
  loadBalancers.map(({ targetGroup: { name }, containerName, containerPort }) => ({
    targetGroupArn: targetGroupArns[name] ?? placeholder(name),
    containerName,
    containerPort,
  }));

/**
 * The same for every try of a run, so that ECS makes one service of a call that is sent twice. ECS takes 36 characters.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
 */
const clientToken = (execution: string | undefined): string => contentHash(execution ?? '').slice(0, 36);

/** CreateService's input. A grace period is sent wherever there is a load balancer; without one ECS refuses it. */
export const createServiceInput = (
  spec: EcsServiceSpec,
  wish: ServiceWish,
  { service, tags }: PlanContext,
): CreateServiceCommandInput => {
  const { launchType, networkConfiguration, enableExecuteCommand, deploymentConfiguration } = spec;
  const { platformVersion, propagateTags, enableECSManagedTags, healthCheckGracePeriod } = spec;
  const loadBalancers = attachedBy(spec, wish);
  const hasGrace = loadBalancers.length > 0 && healthCheckGracePeriod !== undefined;
  return {
    cluster: service.cluster,
    serviceName: service.service,
    clientToken: clientToken(tags[ownershipKeys.execution]),
    ...(wish.taskDefinitionArn === null ? {} : { taskDefinition: wish.taskDefinitionArn }),
    launchType,
    desiredCount: wish.desiredCount ?? 0,
    loadBalancers,
    ...(hasGrace ? { healthCheckGracePeriodSeconds: healthCheckGracePeriod } : {}),
    ...(networkConfiguration ? { networkConfiguration } : {}),
    ...(enableExecuteCommand === undefined ? {} : { enableExecuteCommand }),
    ...(deploymentConfiguration ? { deploymentConfiguration } : {}),
    ...(platformVersion === undefined ? {} : { platformVersion }),
    ...(propagateTags === undefined ? {} : { propagateTags }),
    ...(enableECSManagedTags === undefined ? {} : { enableECSManagedTags }),
    tags: ecsTags(tags),
  };
};
