import type { ServiceSpec } from '../../functions/domain/service/spec-schema/index.ts';
import { sample } from '../sample/index.ts';
import type { Services } from '../services.ts';
import type { World } from '../world.ts';
import { furnishLoadBalancers } from './load-balancers.ts';
import type { Scenario } from './scenario.ts';
import { furnishSecrets } from './secrets.ts';

const taskTrust = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

const unique = <T>(items: readonly T[]): T[] => [...new Set(items)];
const present = <T>(items: readonly (T | undefined)[]): T[] =>
  items.flatMap((item) => (item === undefined ? [] : [item]));

/** Name of a cluster that a spec gives by name or by ARN. */
const clusterNameOf = (cluster: string): string => cluster.split('/').at(-1) ?? cluster;

const furnishClusters = ({ ecs }: Services, specs: ServiceSpec[]): string[] => {
  const services = present(specs.map(({ aws }) => aws.ecs.service));
  const clusters = unique(services.map(({ cluster }) => clusterNameOf(cluster)));
  for (const clusterName of clusters) {
    ecs.operations.CreateCluster({ clusterName });
    const needsInstances = services.some(
      ({ cluster, launchType }) => clusterNameOf(cluster) === clusterName && launchType !== 'FARGATE',
    );
    // Room for the tasks of anything that a spec may ask for.
    const size = { cpu: 65_536, memory: 262_144 };
    if (needsInstances) {
      ecs.registerInstance({ clusterName, launchType: 'EC2', ec2InstanceId: 'i-0a1b2c3d4e5f60719', ...size });
      ecs.registerInstance({ clusterName, launchType: 'EXTERNAL', ec2InstanceId: 'mi-0123456789abcdef1', ...size });
    }
  }
  return clusters.map((name) => `cluster ${name}`);
};

const furnishNetwork = ({ ec2 }: Services, { region }: World, specs: ServiceSpec[]): string[] => {
  const networks = present(specs.map(({ aws }) => aws.ecs.service?.networkConfiguration?.awsvpcConfiguration));
  const own = new Set<string>([...sample.subnets, ...sample.securityGroups]);
  const subnets = unique(networks.flatMap((network) => network.subnets)).filter((id) => !own.has(id));
  const securityGroups = unique([
    ...networks.flatMap((network) => network.securityGroups ?? []),
    ...specs.flatMap(({ aws }) => aws.elb?.loadBalancers.flatMap((each) => each.securityGroups ?? []) ?? []),
  ]).filter((id) => !own.has(id));
  const inZone = (id: string, index: number) => ({ id, availabilityZone: `${region}${'abcdef'.charAt(index % 6)}` });
  // Load balancers go into the sample's subnets: one takes only one subnet in each zone.
  ec2.addNetwork({
    vpcId: sample.vpcId,
    subnets: [...[...sample.subnets].map(inZone), ...subnets.map(inZone)],
    securityGroups: [...sample.securityGroups, ...securityGroups],
  });
  return [
    ...(subnets.length > 0 ? [`in ${sample.vpcId} the subnets ${subnets.join(', ')}`] : []),
    ...(securityGroups.length > 0 ? [`in ${sample.vpcId} the security groups ${securityGroups.join(', ')}`] : []),
  ];
};

const furnishRoles = ({ iam }: Services, specs: ServiceSpec[]): string[] => {
  const definitions = present(specs.map(({ aws }) => aws.ecs.taskDefinition));
  const roles = unique(
    present(definitions.flatMap(({ executionRoleArn, taskRoleArn }) => [executionRoleArn, taskRoleArn])),
  );
  return roles.flatMap((arn) => {
    const [, path = '', name] = /:role(\/(?:.*\/)?)([^/]+)$/.exec(arn) ?? [];
    if (name === undefined) return [];
    iam.addRole({ name, path, trustPolicy: taskTrust });
    return [`role ${name}, which ECS tasks may assume`];
  });
};

const furnishLogGroups = ({ logs }: Services, specs: ServiceSpec[]): string[] => {
  const containers = specs.flatMap(({ aws }) => aws.ecs.taskDefinition?.containerDefinitions ?? []);
  const options = containers.flatMap(({ logConfiguration }) =>
    logConfiguration?.logDriver === 'awslogs' ? [logConfiguration.options ?? {}] : [],
  );
  const groups = options.flatMap((each) =>
    each['awslogs-create-group'] === 'true' ? [] : (each['awslogs-group'] ?? []),
  );
  const missing = unique(groups).filter((group) => !logs.hasGroup(group));
  for (const group of missing) logs.createGroup(group);
  return missing.map((group) => `log group ${group}`);
};

/**
 * Makes all that a scenario's specs expect to find; what is there already stays.
 *
 * @returns what was made, a line each
 */
export const furnish = (services: Services, world: World, { specs }: Scenario): string[] => [
  ...furnishClusters(services, specs),
  ...furnishNetwork(services, world, specs),
  ...furnishLoadBalancers(services, world, specs),
  ...furnishRoles(services, specs),
  ...furnishSecrets(services, specs),
  ...furnishLogGroups(services, specs),
];
