const account = '000000000000';
const region = 'us-east-1';

const hostRule = (host: string, targetGroupName: string) => ({
  placement: 'end',
  conditions: [{ Field: 'host-header', Values: [host] }],
  action: { type: 'forward', targetGroupName },
});

const scaled = {
  ServiceNamespace: 'ecs',
  ResourceId: 'service/faults/table-1',
  ScalableDimension: 'ecs:service:DesiredCount',
};

const elb = ({ path, hosts, port }: Change) => ({
  loadBalancers: [
    {
      name: 'faults-web',
      type: 'application',
      listeners: [{ protocol: 'HTTPS', port: 443, rules: hosts.map((host) => hostRule(host, 'table-web-1')) }],
    },
    {
      name: 'faults-tcp',
      type: 'network',
      listeners: [{ protocol: 'TCP', port, action: { type: 'forward', targetGroupName: 'table-tcp-1' } }],
    },
  ],
  targetGroups: [
    { name: 'table-web-1', protocol: 'HTTP', port: 80, healthCheck: { protocol: 'HTTP', path } },
    { name: 'table-tcp-1', protocol: 'TCP', port: 8080, healthCheck: { protocol: 'TCP' } },
  ],
});

const service = ({ most }: Change) => ({
  name: 'table-1',
  cluster: 'faults',
  launchType: 'EC2',
  desiredCount: 1,
  networkConfiguration: {
    awsvpcConfiguration: { subnets: ['subnet-0123456789abcdef0'], securityGroups: ['sg-0123456789abcdef0'] },
  },
  loadBalancers: [
    { containerName: 'app', containerPort: 80, targetGroup: { name: 'table-web-1' } },
    { containerName: 'app', containerPort: 8080, targetGroup: { name: 'table-tcp-1' } },
  ],
  scalableTarget: { ...scaled, MinCapacity: 1, MaxCapacity: most },
  scalingPolicy: {
    ...scaled,
    PolicyName: 'table-requests',
    PolicyType: 'TargetTrackingScaling',
    TargetTrackingScalingPolicyConfiguration: {
      TargetValue: 100 * most,
      PredefinedMetricSpecification: {
        PredefinedMetricType: 'ALBRequestCountPerTarget',
        ResourceLabel: { loadBalancerName: 'faults-web', targetGroupName: 'table-web-1' },
      },
    },
  },
});

const taskDefinition = ({ image }: Change) => ({
  family: 'table',
  networkMode: 'awsvpc',
  requiresCompatibilities: ['EC2'],
  cpu: '256',
  memory: '512',
  executionRoleArn: `arn:aws:iam::${account}:role/table-execution`,
  taskRoleArn: `arn:aws:iam::${account}:role/table-task`,
  containerDefinitions: [
    {
      name: 'app',
      image: `registry.example.com/sandbox/${image}`,
      essential: true,
      portMappings: [{ containerPort: 80 }, { containerPort: 8080 }],
      secrets: [
        { name: 'PASSWORD', valueFrom: `arn:aws:secretsmanager:${region}:${account}:secret:table/password-a1B2c3` },
        { name: 'TOKEN', valueFrom: '/table/token' },
      ],
      logConfiguration: {
        logDriver: 'awslogs',
        options: { 'awslogs-group': '/ecs/table', 'awslogs-region': region, 'awslogs-stream-prefix': 'ecs' },
      },
    },
  ],
});

/** What differs between the specs of one service. */
interface Change {
  path: string;
  hosts: string[];
  port: number;
  most: number;
  image: string;
}

const former: Change = { path: '/a', hosts: ['a.example.com', 'b.example.com'], port: 3306, most: 4, image: 'runs:v1' };
const latter: Change = { path: '/b', hosts: ['b.example.com', 'c.example.com'], port: 3307, most: 6, image: 'runs:v2' };

const specOf = (change: Change) => ({
  version: '2.0',
  aws: { region, elb: elb(change), ecs: { service: service(change), taskDefinition: taskDefinition(change) } },
});

/** Specs of one service, by what they are for. */
export const specs = {
  /** It makes a deployment look at and make everything that there is. */
  former: specOf(former),
  /** Something else in every resource, so that each is changed. */
  latter: specOf(latter),
  /** Both with an image that is not there, so that a deployment is undone. */
  brokenFormer: specOf({ ...former, image: 'cannot-pull' }),
  brokenLatter: specOf({ ...latter, image: 'cannot-pull' }),
};
