import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { elbService } from '../../../../sandbox/services/elb/index.ts';
import { turnedClock } from '../../../../sandbox/turned-clock.ts';
import { clientConfig, createWorld, start } from '../../endpoint/started.ts';

export const vpcId = 'vpc-0123456789abcdef0';
export const otherVpcId = 'vpc-0fedcba9876543210';
export const Subnets = ['subnet-0123456789abcdef0', 'subnet-0fedcba9876543210'];
export const certificate = 'arn:aws:acm:us-east-1:000000000000:certificate/0f3d2c1b-4a59-4877-8695-a4b3c2d1e0ff';

/** Elastic Load Balancing behind an endpoint, with two VPCs, and a client of it. */
export const startElb = async () => {
  const world = createWorld(turnedClock());
  const elb = elbService(world);
  elb.addNetwork({
    vpcId,
    subnets: Subnets.map((id, index) => ({ id, availabilityZone: `us-east-1${'ab'.charAt(index)}` })),
    securityGroups: ['sg-0123456789abcdef0'],
  });
  const elsewhere = { id: 'subnet-00000000000000001', availabilityZone: 'us-east-1b' };
  elb.addNetwork({ vpcId: otherVpcId, subnets: [elsewhere], securityGroups: [] });
  const endpoint = await start(world, [elb.service]);
  const client = new ElasticLoadBalancingV2(clientConfig(endpoint));
  const close = async () => {
    client.destroy();
    await endpoint.close();
    world.clock.stop();
  };
  return { world, elb, endpoint, client, close, ...shortcutsOf(client) };
};

export type TestElb = Awaited<ReturnType<typeof startElb>>;

const only = (arns: (string | undefined)[] = []): string => {
  const [arn] = arns;
  if (arn === undefined) throw new Error('nothing was created');
  return arn;
};

/** Creates one of each kind and gives its ARN. */
const shortcutsOf = (client: ElasticLoadBalancingV2) => ({
  loadBalancer: async (Name: string, Type: 'application' | 'network' = 'application') =>
    only((await client.createLoadBalancer({ Name, Type, Subnets })).LoadBalancers?.map((one) => one.LoadBalancerArn)),

  targetGroup: async (Name: string, input: object = {}) => {
    const ip = { Protocol: 'HTTP', Port: 80, VpcId: vpcId, TargetType: 'ip' } as const;
    const { TargetGroups } = await client.createTargetGroup({ Name, ...ip, ...input });
    return only(TargetGroups?.map((one) => one.TargetGroupArn));
  },

  listener: async (
    LoadBalancerArn: string,
    Port: number,
    TargetGroupArn?: string,
    Protocol: 'HTTP' | 'TCP' = 'HTTP',
  ) => {
    const { Listeners } = await client.createListener({
      LoadBalancerArn,
      Protocol,
      Port,
      DefaultActions: [TargetGroupArn === undefined ? notFound : { Type: 'forward', TargetGroupArn }],
    });
    return only(Listeners?.map((one) => one.ListenerArn));
  },

  rule: async (ListenerArn: string, Priority: number, input: object = {}) => {
    const Conditions = [{ Field: 'path-pattern', Values: [`/${Priority}`] }];
    const { Rules } = await client.createRule({ ListenerArn, Priority, Conditions, Actions: [notFound], ...input });
    return only(Rules?.map((one) => one.RuleArn));
  },
});

/** An action that needs nothing. */
export const notFound = { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } } as const;
