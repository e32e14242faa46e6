import type { ElbService } from '../services/elb/index.ts';
import type { World } from '../world.ts';

/** Where the load balancers go and what they are called. */
interface Sample {
  vpcId: string;
  subnets: readonly string[];
  securityGroups: readonly string[];
  applicationLoadBalancer: string;
  networkLoadBalancer: string;
}

/** Adds the network, an application load balancer with an HTTPS and an HTTP listener, and a network load balancer. */
export const addLoadBalancers = (elb: ElbService, { region, accountId }: World, sample: Sample): void => {
  const { vpcId, applicationLoadBalancer, networkLoadBalancer } = sample;
  const [Subnets, SecurityGroups] = [[...sample.subnets], [...sample.securityGroups]];
  const subnets = Subnets.map((id, index) => ({ id, availabilityZone: `${region}${'abcdef'.charAt(index)}` }));
  elb.addNetwork({ vpcId, subnets, securityGroups: SecurityGroups });
  elb.addLoadBalancer({ Name: networkLoadBalancer, Type: 'network', Scheme: 'internal', Subnets });
  const LoadBalancerArn = elb.addLoadBalancer({ Name: applicationLoadBalancer, Subnets, SecurityGroups });
  const CertificateArn = `arn:aws:acm:${region}:${accountId}:certificate/0f3d2c1b-4a59-4877-8695-a4b3c2d1e0ff`;
  elb.operations.CreateListener({
    LoadBalancerArn,
    Protocol: 'HTTPS',
    Port: 443,
    Certificates: [{ CertificateArn }],
    DefaultActions: [
      {
        Type: 'fixed-response',
        FixedResponseConfig: { StatusCode: '404', ContentType: 'text/plain', MessageBody: 'nothing here\n' },
      },
    ],
  });
  elb.operations.CreateListener({
    LoadBalancerArn,
    Protocol: 'HTTP',
    Port: 80,
    DefaultActions: [{ Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' } }],
  });
};
