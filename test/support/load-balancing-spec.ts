import { resolveServiceSpec } from '../../functions/domain/service/resolve-spec.ts';
import type { ServiceSpec } from '../../functions/domain/service/spec-schema/index.ts';

/** A rule of a spec for hosts. */
export const hostRule = (host: string, targetGroupName = 'web-1', placement: 'start' | 'end' = 'start') => ({
  placement,
  conditions: [{ Field: 'host-header', Values: [host] }],
  action: { type: 'forward', targetGroupName },
});

interface Wanted {
  /** Rules of the HTTP listener on port 80 of `web-lb`; a list, or an object of one for each role. */
  rules?: object;
  targetGroups?: object[];
  /** `aws.elb.loadBalancers` as a whole. */
  loadBalancers?: object[];
  networkMode?: string;
  serviceTargetGroup?: object;
}

/** A target group of a spec. */
export const groupSpec = (name = 'web-1', rest: object = {}) => ({
  name,
  protocol: 'HTTP',
  port: 8080,
  healthCheck: { protocol: 'HTTP', path: '/health', interval: 10, timeout: 5 },
  ...rest,
});

/** A listener of a spec for the network load balancer `tcp-lb`. */
export const tcpListener = (port: number, rest: object = {}) => ({
  protocol: 'TCP',
  port,
  action: { targetGroupName: 'tcp-1' },
  ...rest,
});

/** A spec with the network load balancer `tcp-lb` and its target group `tcp-1`. */
export const networkSpec = (...listeners: object[]): ServiceSpec =>
  loadBalancingSpec({
    loadBalancers: [{ name: 'tcp-lb', type: 'network', listeners }],
    targetGroups: [groupSpec('tcp-1', { protocol: 'TCP', healthCheck: { protocol: 'TCP' } })],
  });

/** The spec of service `web` in cluster `prod`. */
export const loadBalancingSpec = ({
  rules = [hostRule('a.example.com')],
  targetGroups = [groupSpec()],
  loadBalancers = [{ name: 'web-lb', type: 'application', listeners: [{ protocol: 'HTTP', port: 80, rules }] }],
  networkMode = 'awsvpc',
  serviceTargetGroup = {},
}: Wanted = {}): ServiceSpec => {
  const [first] = targetGroups as { name: string; port: number }[];
  const network = { awsvpcConfiguration: { subnets: ['subnet-0123456789abcdef0'] } };
  const container = { name: 'web', image: 'example.com/web:1', memory: 128 };
  const document = {
    version: '2.0',
    aws: {
      region: 'us-east-1',
      elb: { loadBalancers, targetGroups },
      ecs: {
        service: {
          name: 'web',
          cluster: 'prod',
          launchType: 'EC2',
          desiredCount: 1,
          ...(networkMode === 'awsvpc' ? { networkConfiguration: network } : {}),
          loadBalancers: [
            {
              containerName: 'web',
              containerPort: first?.port,
              targetGroup: { name: first?.name, ...serviceTargetGroup },
            },
          ],
        },
        taskDefinition: {
          family: 'web',
          networkMode,
          containerDefinitions: [{ ...container, portMappings: [{ containerPort: first?.port }] }],
        },
      },
    },
  };
  const { spec, problems } = resolveServiceSpec(document, { environment: 'prestaging' });
  if (!spec) throw new Error(problems.map(({ path, message }) => `${path} ${message}`).join('\n'));
  return spec;
};
