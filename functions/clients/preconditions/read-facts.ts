import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { LoadBalancingFacts } from '../../domain/service/plan/load-balancing-facts.ts';
import { specTargetGroupNames } from '../../domain/service/plan/spec-listeners.ts';
import type { PreconditionFacts } from '../../domain/service/preconditions/facts.ts';
import { found, type Looked, missing } from '../../domain/service/preconditions/looked.ts';
import { type Aspect, aspectsOf } from '../../domain/service/preconditions/needs.ts';
import { roleNames } from '../../domain/service/preconditions/roles.ts';
import {
  type CheckedTaskDefinition,
  logGroupsOf,
  rolesOf,
  sensitiveOf,
} from '../../domain/service/preconditions/task-definition.ts';
import type { ResolvedService, ServiceRunRequest } from '../../domain/service/run-state.ts';
import type { Clients } from '../index.ts';
import { readLoadBalancing, readTargetGroups } from '../load-balancing/read-load-balancing.ts';
import { readService } from '../service/services.ts';
import type { ByRegion } from './by-region.ts';
import { lookAtCluster, lookAtTaskDefinition, lookForInstance } from './clusters.ts';
import { look, lookAtEach } from './look.ts';
import { lookAtSecurityGroups, lookAtSubnets } from './networks.ts';
import { countTargetGroups, lookAtLimits } from './quotas.ts';
import { lookAtRole } from './roles.ts';
import { lookAtLogGroups, lookAtSensitive } from './task-needs.ts';

/** What preconditions are read with. */
export interface PreconditionClients extends Pick<Clients, 'ec2' | 'ecs' | 'elb' | 'iam'> {
  logs: ByRegion<CloudWatchLogsClient>;
  secretsManager: ByRegion<SecretsManagerClient>;
  ssm: ByRegion<SSMClient>;
}

type Aspects = ReadonlySet<Aspect>;

const readCluster = async (
  { ecs }: PreconditionClients,
  { spec, cluster }: ResolvedService,
  aspects: Aspects,
): Promise<Pick<PreconditionFacts, 'cluster' | 'capacity'>> => {
  if (!aspects.has('cluster')) return { cluster: null, capacity: null };
  const looked = await lookAtCluster(ecs, cluster);
  const launchType = spec.aws.ecs.service?.launchType ?? 'FARGATE';
  const isActive = looked.state === 'FOUND' && looked.fact.status === 'ACTIVE';
  if (!isActive || launchType === 'FARGATE') return { cluster: looked, capacity: null };
  const isEmpty = looked.fact.containerInstances === 0;
  return { cluster: looked, capacity: isEmpty ? missing : await lookForInstance(ecs, cluster, launchType) };
};

const readBalancing = async (
  { elb }: PreconditionClients,
  { spec, cluster, service }: ResolvedService,
  aspects: Aspects,
): Promise<Looked<LoadBalancingFacts> | null> => {
  const isWhole = aspects.has('listeners');
  if (!spec.aws.elb || !(isWhole || aspects.has('target groups') || aspects.has('network'))) return null;
  return look(() =>
    isWhole ? readLoadBalancing(elb, { spec, service: { cluster, service } }) : readTargetGroups(elb, spec),
  );
};

/** Quotas matter where something may be made; the account's target groups are counted where one will be. */
const readQuotas = async (
  { elb }: PreconditionClients,
  { spec }: ResolvedService,
  { aspects, loadBalancing }: { aspects: Aspects; loadBalancing: PreconditionFacts['loadBalancing'] },
): Promise<Pick<PreconditionFacts, 'limits' | 'targetGroups'>> => {
  if (loadBalancing?.state !== 'FOUND' || !(aspects.has('listeners') || aspects.has('target groups'))) {
    return { limits: null, targetGroups: null };
  }
  const there = loadBalancing.fact.targetGroups.map(({ name }) => name);
  const isAnyNew = aspects.has('target groups') && specTargetGroupNames(spec).some((name) => !there.includes(name));
  const [limits, targetGroups] = await Promise.all([lookAtLimits(elb), isAnyNew ? countTargetGroups(elb) : null]);
  return { limits, targetGroups };
};

const readLoadBalancingFacts = async (clients: PreconditionClients, resolved: ResolvedService, aspects: Aspects) => {
  const loadBalancing = await readBalancing(clients, resolved, aspects);
  return { loadBalancing, ...(await readQuotas(clients, resolved, { aspects, loadBalancing })) };
};

const readNetwork = async (
  { ec2 }: PreconditionClients,
  { spec }: ResolvedService,
  aspects: Aspects,
): Promise<Pick<PreconditionFacts, 'network'>> => {
  const network = spec.aws.ecs.service?.networkConfiguration?.awsvpcConfiguration;
  if (!network || !aspects.has('network')) return { network: null };
  const [subnets, securityGroups] = await Promise.all([
    lookAtSubnets(ec2, network.subnets),
    lookAtSecurityGroups(ec2, network.securityGroups ?? []),
  ]);
  return { network: { subnets, securityGroups } };
};

const lookAtDefinition = async (
  { ecs }: PreconditionClients,
  { spec, taskDefinition }: ResolvedService,
): Promise<Looked<CheckedTaskDefinition> | null> => {
  if (taskDefinition !== null)
    return lookAtTaskDefinition(ecs, taskDefinition) as Promise<Looked<CheckedTaskDefinition>>;
  return spec.aws.ecs.taskDefinition ? found(spec.aws.ecs.taskDefinition) : null;
};

const readTask = async (
  clients: PreconditionClients,
  resolved: ResolvedService,
  { aspects, accountId }: { aspects: Aspects; accountId: string },
): Promise<Pick<PreconditionFacts, 'taskDefinition' | 'roles' | 'sensitive' | 'logGroups'>> => {
  const taskDefinition = aspects.has('task definition') ? await lookAtDefinition(clients, resolved) : null;
  const definition = taskDefinition?.state === 'FOUND' ? taskDefinition.fact : {};
  const [roles, sensitive, logGroups] = await Promise.all([
    lookAtEach(
      roleNames(rolesOf(definition), accountId),
      (name) => name,
      (name) => lookAtRole(clients.iam, name),
    ),
    lookAtSensitive(clients, sensitiveOf(definition), accountId),
    lookAtLogGroups(clients.logs, logGroupsOf(definition)),
  ]);
  return { taskDefinition, roles, sensitive, logGroups };
};

/** Reads all that a deployment needs, or the one step of it that is to run by itself; nothing that is not needed. */
export const readPreconditionFacts = async (
  clients: PreconditionClients,
  {
    request,
    resolved,
    accountId,
  }: { request: Pick<ServiceRunRequest, 'only'>; resolved: ResolvedService; accountId: string },
): Promise<PreconditionFacts> => {
  const aspects = aspectsOf(request.only);
  const lookAtService = async () => ({ facts: await readService(clients.ecs, resolved) });
  const [cluster, service, loadBalancing, network, task] = await Promise.all([
    readCluster(clients, resolved, aspects),
    aspects.has('service') ? look(lookAtService) : null,
    readLoadBalancingFacts(clients, resolved, aspects),
    readNetwork(clients, resolved, aspects),
    readTask(clients, resolved, { aspects, accountId }),
  ]);
  return { ...cluster, service, ...loadBalancing, ...network, ...task };
};
