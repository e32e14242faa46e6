import type { Finding } from '../../../../layers/shared/finding.ts';
import { fail, judge, pass } from './findings.ts';
import type { Looked } from './looked.ts';

/** A subnet or a security group, and the VPC that it is in. */
export interface InVpc {
  id: string;
  vpcId: string;
}

/** What was found of a service's network; those that do not exist are left out of the lists. */
export interface NetworkFacts {
  subnets: Looked<InVpc[]>;
  securityGroups: Looked<InVpc[]>;
}

/** `awsvpcConfiguration` of a service. */
interface Network {
  subnets: string[];
  securityGroups?: string[] | undefined;
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AwsVpcConfiguration.html */
const limits = { subnets: 16, 'security groups': 5 } as const;

type Kind = keyof typeof limits;

const unknown = (kind: Kind, ids: string[], there: InVpc[]): Finding[] => {
  const command = kind === 'subnets' ? 'describe-subnets' : 'describe-security-groups';
  return ids
    .filter((id) => !there.some((one) => one.id === id))
    .map((id) =>
      fail(
        `${kind === 'subnets' ? 'subnet' : 'security group'} ${id}`,
        'does not exist',
        `correct the spec; see: aws ec2 ${command}`,
      ),
    );
};

const tooMany = (kind: Kind, ids: string[]): Finding[] =>
  ids.length > limits[kind]
    ? [fail(kind, `${ids.length} are given, a service takes ${limits[kind]}`, 'leave some out')]
    : [];

/** The VPC that most are in: what differs from it is more likely the mistake. */
const commonVpc = (there: InVpc[]): string | undefined => {
  const counts = new Map<string, number>();
  for (const { vpcId } of there) counts.set(vpcId, (counts.get(vpcId) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
};

const inOtherVpc = (kind: Kind, there: InVpc[], vpcId: string, owner: string): Finding[] => {
  const astray = there.filter((one) => one.vpcId !== vpcId);
  return astray.map((one) =>
    fail(
      `${kind === 'subnets' ? 'subnet' : 'security group'} ${one.id}`,
      `is in ${one.vpcId}, and ${owner} in ${vpcId}`,
      `give ${kind} of ${vpcId}`,
    ),
  );
};

const checkKind = (
  kind: Kind,
  ids: string[],
  looked: Looked<InVpc[]>,
  vpc: { id: string; owner: string } | undefined,
): Finding[] => {
  if (ids.length === 0) return [];
  return judge(kind, looked, { detail: 'do not exist', remedy: 'correct the spec' }, (there) => {
    const wrong = [
      ...tooMany(kind, ids),
      ...unknown(kind, ids, there),
      ...(vpc === undefined ? [] : inOtherVpc(kind, there, vpc.id, vpc.owner)),
    ];
    return wrong.length > 0 ? wrong : pass(kind, `${ids.length} exist${vpc === undefined ? '' : `, in ${vpc.id}`}`);
  });
};

/**
 * Whether subnets and security groups exist and are in one VPC: the load balancer's, where there is one.
 *
 * @param loadBalancer the first whose VPC is known; that all are in one VPC is judged with the load balancers
 */
export const checkNetwork = (
  { subnets, securityGroups = [] }: Network,
  facts: NetworkFacts,
  loadBalancer: { name: string; vpcId: string } | undefined,
): Finding[] => {
  const there = facts.subnets.state === 'FOUND' ? facts.subnets.fact : [];
  const common = commonVpc(there);
  const vpc = loadBalancer
    ? { id: loadBalancer.vpcId, owner: `load balancer ${loadBalancer.name} is` }
    : common === undefined
      ? undefined
      : { id: common, owner: 'most subnets are' };
  return [
    ...checkKind('subnets', subnets, facts.subnets, vpc),
    ...checkKind('security groups', securityGroups, facts.securityGroups, vpc),
  ];
};
