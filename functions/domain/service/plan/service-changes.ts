import type { DeploymentConfiguration, UpdateServiceCommandInput } from '@aws-sdk/client-ecs';
import { canonicalJson } from '../../canonical-json.ts';
import type { EcsServiceSpec } from '../spec-schema/index.ts';
import type { FieldChange } from './action.ts';
import { differences, leavesOf } from './field-changes.ts';
import { targetGroupNameOf } from './load-balancing-facts.ts';
import type { AttachedTargetGroup, ServiceFacts, ServiceNetwork } from './service-facts.ts';
import { attachedBy, placeholder, type ServiceWish } from './service-input.ts';
import { revisionName } from './task-definition.ts';

type Update = Omit<UpdateServiceCommandInput, 'cluster' | 'service'>;

/** A part of a service that differs from its spec: how to say it, how to make it so, and how to put it back. */
export interface ServiceChange {
  changes: FieldChange[];
  update: Update;
  undo: Update;
}

const change = (field: string, from: unknown, to: unknown, update: Update, undo: Update): ServiceChange => ({
  changes: [{ field, from, to }],
  update,
  undo,
});

const taskDefinitionChange = (facts: ServiceFacts, { taskDefinitionArn }: ServiceWish): ServiceChange[] => {
  if (taskDefinitionArn === facts.taskDefinition) return [];
  const former = revisionName(facts.taskDefinition);
  const next = taskDefinitionArn === null ? placeholder('revision') : revisionName(taskDefinitionArn);
  return [
    change('taskDefinition', former, next, taskDefinitionArn === null ? {} : { taskDefinition: taskDefinitionArn }, {
      taskDefinition: facts.taskDefinition,
    }),
  ];
};

const desiredCountChange = (
  { desiredCount: from }: ServiceFacts,
  { desiredCount: to }: ServiceWish,
): ServiceChange[] =>
  to === null || to === from ? [] : [change('desiredCount', from, to, { desiredCount: to }, { desiredCount: from })];

const vpc = (network: ServiceNetwork): Update => ({ networkConfiguration: { awsvpcConfiguration: network } });

/** What the spec says over what there is: UpdateService replaces the network as a whole. */
const networkChange = (facts: ServiceFacts, { networkConfiguration }: EcsServiceSpec): ServiceChange[] => {
  if (!networkConfiguration) return [];
  const given = networkConfiguration.awsvpcConfiguration;
  const former: ServiceNetwork = facts.network ?? { subnets: [], securityGroups: [], assignPublicIp: 'DISABLED' };
  const next: ServiceNetwork = {
    subnets: given.subnets,
    securityGroups: given.securityGroups ?? former.securityGroups,
    assignPublicIp: given.assignPublicIp ?? former.assignPublicIp,
  };
  const sorted = (network: ServiceNetwork): ServiceNetwork => ({
    ...network,
    subnets: network.subnets.toSorted(),
    securityGroups: network.securityGroups.toSorted(),
  });
  const changes = differences(
    leavesOf({ networkConfiguration: { awsvpcConfiguration: sorted(former) } }),
    leavesOf({ networkConfiguration: { awsvpcConfiguration: sorted(next) } }),
  );
  return changes.length > 0 ? [{ changes, update: vpc(next), undo: facts.network ? vpc(facts.network) : {} }] : [];
};

const inWords = (each: AttachedTargetGroup): string =>
  `${targetGroupNameOf(each.targetGroupArn)} ${each.containerName}:${each.containerPort}`;

const inOrder = (attached: AttachedTargetGroup[]): string[] => attached.map(canonicalJson).toSorted();

const loadBalancersChange = (facts: ServiceFacts, spec: EcsServiceSpec, wish: ServiceWish): ServiceChange[] => {
  if (!spec.loadBalancers) return [];
  const next = attachedBy(spec, wish);
  const [present, wanted] = [inOrder(facts.loadBalancers), inOrder(next)];
  if (canonicalJson(present) === canonicalJson(wanted)) return [];
  const from = facts.loadBalancers.map(inWords);
  // A target group that was made anew may have the name of the former one.
  const isAnew = (each: AttachedTargetGroup) => from.includes(inWords(each)) && !present.includes(canonicalJson(each));
  const to = next.map((each) => (isAnew(each) ? placeholder(inWords(each)) : inWords(each)));
  return [change('loadBalancers', from, to, { loadBalancers: next }, { loadBalancers: facts.loadBalancers })];
};

/** ECS takes a grace period only where there is a load balancer, and cannot take one away: 0 is none. */
const gracePeriodChange = (facts: ServiceFacts, spec: EcsServiceSpec, wish: ServiceWish): ServiceChange[] => {
  const { healthCheckGracePeriod: to } = spec;
  const attached = spec.loadBalancers ? attachedBy(spec, wish) : facts.loadBalancers;
  const from = facts.healthCheckGracePeriodSeconds;
  if (to === undefined || attached.length === 0 || to === (from ?? 0)) return [];
  return [
    change(
      'healthCheckGracePeriodSeconds',
      from,
      to,
      { healthCheckGracePeriodSeconds: to },
      facts.loadBalancers.length > 0 ? { healthCheckGracePeriodSeconds: from ?? 0 } : {},
    ),
  ];
};

/** ECS applies these to tasks that it starts later, so that a new deployment must bring them to all. */
const taskSettings = ['enableExecuteCommand', 'enableECSManagedTags', 'propagateTags'] as const;

const taskSettingChanges = (facts: ServiceFacts, spec: EcsServiceSpec): ServiceChange[] =>
  taskSettings
    .filter((field) => spec[field] !== undefined && spec[field] !== facts[field])
    .map((field) =>
      change(
        field,
        facts[field],
        spec[field],
        { [field]: spec[field], forceNewDeployment: true },
        { [field]: facts[field] },
      ),
    );

const platformChange = ({ platformVersion: from }: ServiceFacts, { platformVersion: to }: EcsServiceSpec) =>
  to === undefined || to === from
    ? []
    : [change('platformVersion', from, to, { platformVersion: to }, from === null ? {} : { platformVersion: from })];

const deploymentConfigurationChange = (facts: ServiceFacts, spec: EcsServiceSpec): ServiceChange[] => {
  const given = spec.deploymentConfiguration;
  if (!given) return [];
  const former = facts.deploymentConfiguration;
  const next = {
    ...former,
    ...given,
    ...(given.deploymentCircuitBreaker && {
      deploymentCircuitBreaker: { ...former.deploymentCircuitBreaker, ...given.deploymentCircuitBreaker },
    }),
  } as DeploymentConfiguration;
  const changes = differences(
    leavesOf({ deploymentConfiguration: former }),
    leavesOf({ deploymentConfiguration: next }),
  );
  return changes.length > 0
    ? [{ changes, update: { deploymentConfiguration: next }, undo: { deploymentConfiguration: former } }]
    : [];
};

/** A repeated step must not deploy again, so a deployment that this run has begun is the wanted one. */
const forcedChange = ({ deployedAt }: ServiceFacts, { newDeploymentSince }: ServiceWish): ServiceChange[] => {
  if (newDeploymentSince === null) return [];
  if (deployedAt !== null && Date.parse(deployedAt) >= Date.parse(newDeploymentSince)) return [];
  return [change('forceNewDeployment', null, true, { forceNewDeployment: true }, {})];
};

/**
 * How a service differs from its spec. Only what the spec says is compared, in the form in which ECS shows it: subnets and
 * security groups in any order, what ECS fills in as it is.
 */
export const serviceChanges = (facts: ServiceFacts, spec: EcsServiceSpec, wish: ServiceWish): ServiceChange[] => [
  ...taskDefinitionChange(facts, wish),
  ...desiredCountChange(facts, wish),
  ...networkChange(facts, spec),
  ...loadBalancersChange(facts, spec, wish),
  ...gracePeriodChange(facts, spec, wish),
  ...taskSettingChanges(facts, spec),
  ...platformChange(facts, spec),
  ...deploymentConfigurationChange(facts, spec),
  ...forcedChange(facts, wish),
];
