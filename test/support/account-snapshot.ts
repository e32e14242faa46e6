import type { Sandbox } from '../../sandbox/index.ts';
import type { Call, Service } from '../../sandbox/service.ts';

/** A kind of resource: how all of it is listed, as JSON that holds no time. */
type List = (account: Account) => Promise<unknown[]>;
type Answer = Record<string, unknown>;

interface Account {
  /** Asks as AWS is asked; a call that needs no account beside its input. */
  ask(service: Service, operation: string, input?: object): Promise<Answer>;
  services: Sandbox['services'];
}

const items = (answer: Answer, key: string): Answer[] => (answer[key] ?? []) as Answer[];

const pick = (item: Answer, ...keys: string[]): Answer => Object.fromEntries(keys.map((key) => [key, item[key]]));

const each = async <T>(from: readonly Answer[], list: (item: Answer) => Promise<T[]>): Promise<T[]> =>
  (await Promise.all(from.map(list))).flat();

const clusters = async ({ ask, services: { ecs } }: Account): Promise<Answer[]> => {
  const { clusterArns } = await ask(ecs.service, 'ListClusters');
  return items(
    await ask(ecs.service, 'DescribeClusters', { clusters: clusterArns, include: ['TAGS', 'SETTINGS'] }),
    'clusters',
  );
};

const servicesOf: List = async (account) =>
  each(await clusters(account), async ({ clusterArn: cluster }) => {
    const { ask, services } = account;
    const { serviceArns = [] } = await ask(services.ecs.service, 'ListServices', { cluster });
    if ((serviceArns as string[]).length === 0) return [];
    const described = await ask(services.ecs.service, 'DescribeServices', { cluster, services: serviceArns });
    return items(described, 'services').map((one) => ({
      ...pick(one, 'serviceArn', 'status', 'desiredCount', 'runningCount', 'pendingCount', 'taskDefinition'),
      ...pick(one, 'loadBalancers', 'networkConfiguration', 'launchType', 'healthCheckGracePeriodSeconds'),
      deployments: items(one, 'deployments').map((each) => pick(each, 'status', 'rolloutState')),
    }));
  });

const tasksOf: List = async (account) =>
  each(await clusters(account), async ({ clusterArn: cluster }) => {
    const { taskArns } = await account.ask(account.services.ecs.service, 'ListTasks', { cluster });
    return taskArns as unknown as Answer[];
  });

const listeners = async ({ ask, services: { elb } }: Account): Promise<Answer[]> =>
  each(items(await ask(elb.service, 'DescribeLoadBalancers'), 'LoadBalancers'), async ({ LoadBalancerArn }) =>
    items(await ask(elb.service, 'DescribeListeners', { LoadBalancerArn }), 'Listeners'),
  );

const rulesOf: List = async (account) =>
  each(await listeners(account), async ({ ListenerArn }) => {
    const { ask, services } = account;
    const found = await ask(services.elb.service, 'DescribeRules', { ListenerArn }).catch(() => ({}));
    return items(found, 'Rules');
  });

const targetGroupsOf: List = async ({ ask, services: { elb } }) =>
  each(items(await ask(elb.service, 'DescribeTargetGroups'), 'TargetGroups'), async (group) => {
    const health = await ask(elb.service, 'DescribeTargetHealth', { TargetGroupArn: group['TargetGroupArn'] });
    const states = items(health, 'TargetHealthDescriptions').map(
      ({ TargetHealth }) => (TargetHealth as Answer)['State'],
    );
    return [{ ...group, targets: states.filter((state) => state !== 'draining') }];
  });

const listedBy =
  (service: keyof Sandbox['services'], operation: string, key: string, input: object = {}): List =>
  async ({ ask, services }) =>
    (await ask(services[service].service, operation, input))[key] as unknown[];

/** All that runbooks can make or touch; what only grows, logs and executions, is left out. */
const lists: Record<string, List> = {
  clusters,
  services: servicesOf,
  tasks: tasksOf,
  'task definitions': listedBy('ecs', 'ListTaskDefinitions', 'taskDefinitionArns', { status: 'ACTIVE' }),
  'load balancers': listedBy('elb', 'DescribeLoadBalancers', 'LoadBalancers'),
  listeners,
  rules: rulesOf,
  'target groups': targetGroupsOf,
  'scalable targets': listedBy('autoScaling', 'DescribeScalableTargets', 'ScalableTargets', {
    ServiceNamespace: 'ecs',
  }),
  'scaling policies': listedBy('autoScaling', 'DescribeScalingPolicies', 'ScalingPolicies', {
    ServiceNamespace: 'ecs',
  }),
  buckets: listedBy('s3', 'ListBuckets', 'Buckets'),
  objects: async ({ ask, services: { s3 } }) =>
    each(items(await ask(s3.service, 'ListBuckets'), 'Buckets'), async ({ Name }) => s3.keys(String(Name))),
  secrets: listedBy('secretsManager', 'ListSecrets', 'SecretList'),
  parameters: listedBy('ssm', 'DescribeParameters', 'Parameters'),
  roles: listedBy('iam', 'ListRoles', 'Roles'),
  'log groups': async ({ ask, services: { logs } }) =>
    items(await ask(logs.service, 'DescribeLogGroups'), 'logGroups')
      .map(({ logGroupName }) => String(logGroupName))
      .filter((name) => !name.startsWith('/aws/lambda/')),
  topics: listedBy('sns', 'ListTopics', 'Topics'),
  'security groups': listedBy('ec2', 'DescribeSecurityGroups', 'SecurityGroups'),
  functions: listedBy('lambda', 'ListFunctions', 'Functions'),
  machines: listedBy('stepFunctions', 'ListStateMachines', 'stateMachines'),
};

/** Made up anew by each run: ids, revisions, names of executions and times. */
const masked = (found: unknown): string =>
  JSON.stringify(found, (key, value: unknown) => (/(Date|Time|At)$/.test(key) ? undefined : value))
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '‹id›')
    .replace(/(?<=\/)([0-9a-f]{16}|[0-9a-f]{32}|[0-9a-f]{44})(?=[/"])/g, '‹id›')
    .replace(/(:task-definition\/[^:"]+):\d+/g, '$1:‹revision›');

/** All of a sandbox's account, by kind: what two of them differ in is what happened between. */
export const snapshotOf = async ({ services, region }: Sandbox): Promise<Record<string, string[]>> => {
  const call: Call = { region, accessKeyId: 'test', signal: new AbortController().signal };
  const ask: Account['ask'] = async (service, operation, input = {}) => {
    const run = service.operations[operation];
    if (!run) throw new Error(`the sandbox does not serve ${service.name}:${operation}`);
    return (await run(input as never, call)) as Answer;
  };
  const found = await Promise.all(
    Object.entries(lists).map(
      async ([kind, list]) => [kind, (await list({ ask, services })).map(masked).sort()] as const,
    ),
  );
  return Object.fromEntries(found);
};
