import { planService } from '../../../../../functions/domain/service/plan/service.ts';
import type { ServiceFacts } from '../../../../../functions/domain/service/plan/service-facts.ts';
import type { ServiceWish } from '../../../../../functions/domain/service/plan/service-input.ts';
import { contextOf } from './registered.ts';
import { resolvedService, servicePath } from './service-spec.ts';

/** The sample's service. */
export const ref = { cluster: 'demo', service: 'shop' };
/** ARN of a revision of its family. */
export const revision = (number: number) => `arn:aws:ecs:us-east-1:111122223333:task-definition/shop:${number}`;
/** ARN of a target group. */
export const group = (name: string, id = '0123456789abcdef') =>
  `arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/${name}/${id}`;
/** The spec's network. */
export const subnets = ['subnet-0123456789abcdef0', 'subnet-0fedcba9876543210'];
export const securityGroups = ['sg-0123456789abcdef0'];

/** A service of ours as ECS shows it after it was created from the spec. */
export const facts: ServiceFacts = {
  serviceArn: 'arn:aws:ecs:us-east-1:111122223333:service/demo/shop',
  clusterArn: 'arn:aws:ecs:us-east-1:111122223333:cluster/demo',
  status: 'ACTIVE',
  schedulingStrategy: 'REPLICA',
  deploymentController: 'ECS',
  launchType: 'FARGATE',
  capacityProviderStrategy: [],
  taskDefinition: revision(1),
  desiredCount: 1,
  runningCount: 1,
  pendingCount: 0,
  network: { subnets: subnets.toReversed(), securityGroups, assignPublicIp: 'DISABLED' },
  loadBalancers: [],
  healthCheckGracePeriodSeconds: null,
  enableExecuteCommand: false,
  enableECSManagedTags: false,
  propagateTags: 'NONE',
  platformVersion: 'LATEST',
  deploymentConfiguration: {
    maximumPercent: 200,
    minimumHealthyPercent: 100,
    deploymentCircuitBreaker: { enable: false, rollback: false },
    strategy: 'ROLLING',
    bakeTimeInMinutes: 0,
  },
  deployedAt: '2030-01-01T00:00:00.000Z',
  tags: contextOf().tags,
};
/** The same with a target group. */
export const balanced: ServiceFacts = {
  ...facts,
  loadBalancers: [{ targetGroupArn: group('shop-1'), containerName: 'shop', containerPort: 80 }],
  healthCheckGracePeriodSeconds: 0,
};
/** What that service is to be: as it is. */
export const wish: ServiceWish = {
  taskDefinitionArn: revision(1),
  targetGroupArns: { 'shop-1': group('shop-1') },
  desiredCount: 1,
  newDeploymentSince: null,
};

/** Plans the sample's service with changes of its spec. */
export const plan = (
  changes: Parameters<typeof resolvedService>,
  {
    found = facts as ServiceFacts | null,
    wanted = {} as Partial<ServiceWish>,
    allowExisting = undefined as boolean | undefined,
  } = {},
) => planService(resolvedService(...changes), found, { ...wish, ...wanted }, contextOf(allowExisting));

/** A field of the spec's service. */
export const field = (name: string, value: unknown): Parameters<typeof resolvedService> => [
  [[...servicePath, name], value],
];

/** ECS Exec with the task role that it needs. */
export const exec: Parameters<typeof resolvedService> = [
  ...field('enableExecuteCommand', true),
  [['aws', 'ecs', 'taskDefinition', 'taskRoleArn'], 'arn:aws:iam::111122223333:role/shop'],
];
