import type { CreateServiceCommandInput, Service, Task, UpdateServiceCommandInput } from '@aws-sdk/client-ecs';
import type { LoadBalancing, ServiceTarget } from '../../../../sandbox/services/ecs/index.ts';
import { turnedClock } from '../../../../sandbox/turned-clock.ts';
import { definitionOf, fargate, fargateNetwork, startEcs } from './support.ts';

export const targetGroup = 'arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/web/0123456789abcdef';
export const idleTargetGroup = targetGroup.replace('/web/', '/idle/');

/** A load balancer that finds its targets as they are at once, and that can be told otherwise for all of them. */
export const fakeLoadBalancing = () => {
  const targets = new Map<string, ServiceTarget>();
  const told = new Map<string, string>();
  const key = ({ id, port }: ServiceTarget) => `${id}:${port}`;
  const port: LoadBalancing = {
    targetGroup: (arn) => {
      if (arn === targetGroup) return { targetType: 'ip', hasLoadBalancer: true };
      return arn === idleTargetGroup ? { targetType: 'ip', hasLoadBalancer: false } : undefined;
    },
    registerTargets: (_arn, added) => {
      for (const each of added) targets.set(key(each), each);
    },
    deregisterTargets: (_arn, removed) => {
      for (const each of removed) targets.delete(key(each));
    },
    targetHealth: (_arn, target) => {
      if (!targets.has(key(target))) return undefined;
      return { state: told.get('all') ?? (target.isHealthy ? 'healthy' : 'unhealthy') };
    },
  };
  return { port, targets, tell: (state: string) => told.set('all', state) };
};

/** ECS with families `web` (runs), `broken` (no image), `crashes` and `unhealthy`, all for Fargate. */
export const startServices = async (loadBalancing?: LoadBalancing, virtual = turnedClock()) => {
  const sandbox = await startEcs({ clock: virtual, ...(loadBalancing && { loadBalancing }) });
  const { operations } = sandbox;
  const { clock } = sandbox.world;
  const healthCheck = { command: ['CMD-SHELL', 'exit 0'], interval: 10, retries: 2 };
  const portMappings = [{ containerPort: 80 }];
  const families = {
    web: definitionOf('web', 'sandbox/runs', fargate, { portMappings }),
    broken: definitionOf('broken', 'nothing/here', fargate, { portMappings }),
    exits: definitionOf('exits', 'sandbox/exits:1', fargate),
    crashes: definitionOf('crashes', 'sandbox/crashes', fargate),
    unhealthy: definitionOf('unhealthy', 'sandbox/unhealthy', fargate, { healthCheck, portMappings }),
    checked: definitionOf('checked', 'sandbox/runs', fargate, { healthCheck }),
    balanced: definitionOf('balanced', 'sandbox/unhealthy', fargate, { portMappings }),
    instance: definitionOf('instance', 'sandbox/runs', {}, { memory: 1500 }),
  };
  for (const definition of Object.values(families)) operations.RegisterTaskDefinition(definition);
  operations.RegisterTaskDefinition(families.web);
  const create = (rest: Partial<CreateServiceCommandInput> = {}) =>
    operations.CreateService({
      cluster: 'demo',
      serviceName: 'web',
      taskDefinition: 'web:1',
      desiredCount: 2,
      launchType: 'FARGATE',
      networkConfiguration: fargateNetwork,
      ...rest,
    }).service;
  const createOnInstances = (rest: Partial<CreateServiceCommandInput> = {}) =>
    create({
      taskDefinition: 'instance',
      launchType: 'EC2',
      networkConfiguration: undefined,
      desiredCount: 1,
      ...rest,
    });
  const update = (rest: Partial<UpdateServiceCommandInput>) =>
    operations.UpdateService({ cluster: 'demo', service: 'web', ...rest }).service;
  const describeService = (): Service => {
    const [service] = operations.DescribeServices({ cluster: 'demo', services: ['web'] }).services ?? [];
    if (!service) throw new Error('no service web');
    return service;
  };
  return {
    ...sandbox,
    create,
    createOnInstances,
    update,
    describeService,
    /** Lets virtual time pass. */
    pass: (seconds: number) => clock.sleep(seconds * 1000),
    /** Oldest first, without `(service web) `. */
    events: (): string[] =>
      (describeService().events ?? []).map(({ message = '' }) => message.replace('(service web) ', '')).reverse(),
    /** The service's tasks, stopped ones too. */
    tasks: (desiredStatus: 'RUNNING' | 'STOPPED' = 'RUNNING'): Task[] => {
      const { taskArns: tasks = [] } = operations.ListTasks({ cluster: 'demo', serviceName: 'web', desiredStatus });
      return tasks.length === 0 ? [] : operations.DescribeTasks({ cluster: 'demo', tasks }).tasks;
    },
  };
};
export type ServiceWorld = Awaited<ReturnType<typeof startServices>>;

/** The circuit breaker, on. */
export const circuitBreaker = (rollback: boolean, rest = {}) => ({
  deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback, ...rest } },
});
