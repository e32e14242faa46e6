import type { ListenerSpec, LoadBalancerSpec, ServiceSpec } from '../../functions/domain/service/spec-schema/index.ts';
import { sample } from '../sample/index.ts';
import type { Services } from '../services.ts';
import type { World } from '../world.ts';

type Elb = Services['elb'];

/** What of the load balancers is there already. */
const arnOf = ({ operations }: Elb, name: string): string | undefined =>
  operations.DescribeLoadBalancers({}).LoadBalancers?.find(({ LoadBalancerName }) => LoadBalancerName === name)
    ?.LoadBalancerArn;

const hasListener = ({ operations }: Elb, LoadBalancerArn: string, port: number): boolean =>
  (operations.DescribeListeners({ LoadBalancerArn }).Listeners ?? []).some(({ Port }) => Port === port);

const certificateArn = ({ region, accountId }: World): string =>
  `arn:aws:acm:${region}:${accountId}:certificate/1f2e3d4c-5b6a-4978-8695-a4b3c2d1e0f0`;

const addListener = (elb: Elb, world: World, LoadBalancerArn: string, { protocol, port }: ListenerSpec): void => {
  const body = { StatusCode: '404', ContentType: 'text/plain', MessageBody: 'nothing here\n' };
  elb.operations.CreateListener({
    LoadBalancerArn,
    Protocol: protocol,
    Port: port,
    ...(protocol === 'HTTPS' && { Certificates: [{ CertificateArn: certificateArn(world) }] }),
    DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: body }],
  });
};

const addLoadBalancer = ({ elb }: Services, world: World, balancer: LoadBalancerSpec): string[] => {
  const { name, type, securityGroups, listeners } = balancer;
  const known = arnOf(elb, name);
  const arn =
    known ??
    elb.addLoadBalancer({
      Name: name,
      Type: type,
      Scheme: 'internal',
      Subnets: [...sample.subnets],
      ...(type === 'application' && { SecurityGroups: securityGroups ?? [...sample.securityGroups] }),
    });
  // A network load balancer's listeners are the spec's to create.
  const missing = type === 'application' ? listeners.filter(({ port }) => !hasListener(elb, arn, port)) : [];
  for (const listener of missing) addListener(elb, world, arn, listener);
  return [
    ...(known === undefined ? [`${type} load balancer ${name}`] : []),
    ...missing.map(({ protocol, port }) => `listener ${protocol}:${port} of ${name}, which answers 404 by default`),
  ];
};

/** Makes the load balancers that specs name; of application load balancers the listeners, too. */
export const furnishLoadBalancers = (services: Services, world: World, specs: ServiceSpec[]): string[] =>
  specs.flatMap(({ aws }) => (aws.elb?.loadBalancers ?? []).flatMap((each) => addLoadBalancer(services, world, each)));
