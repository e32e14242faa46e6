import { describe, expect, it } from '@jest/globals';
import { found, unseen } from '../../../../../functions/domain/service/preconditions/looked.ts';
import { checkNetwork } from '../../../../../functions/domain/service/preconditions/network.ts';

const inVpc = (vpcId: string, ...ids: string[]) => ids.map((id) => ({ id, vpcId }));
const facts = (subnets: object[], securityGroups: object[] = []) =>
  ({ subnets: found(subnets), securityGroups: found(securityGroups) }) as Parameters<typeof checkNetwork>[1];
const network = { subnets: ['subnet-1', 'subnet-2'], securityGroups: ['sg-1'] };
const balancer = { name: 'web', vpcId: 'vpc-1' };

describe('checkNetwork', () => {
  it('passes what is in the VPC of the load balancer', () => {
    const there = facts(inVpc('vpc-1', 'subnet-1', 'subnet-2'), inVpc('vpc-1', 'sg-1'));
    expect(checkNetwork(network, there, balancer)).toEqual([
      { check: 'subnets', status: 'PASS', detail: '2 exist, in vpc-1' },
      { check: 'security groups', status: 'PASS', detail: '1 exist, in vpc-1' },
    ]);
  });

  it('says nothing of security groups where none are given', () => {
    const there = facts(inVpc('vpc-1', 'subnet-1', 'subnet-2'));
    expect(checkNetwork({ subnets: network.subnets }, there, undefined)).toHaveLength(1);
  });

  it('names each that does not exist', () => {
    expect(checkNetwork(network, facts(inVpc('vpc-1', 'subnet-2')), balancer)).toEqual([
      {
        check: 'subnet subnet-1',
        status: 'FAIL',
        detail: 'does not exist',
        remedy: 'correct the spec; see: aws ec2 describe-subnets',
      },
      {
        check: 'security group sg-1',
        status: 'FAIL',
        detail: 'does not exist',
        remedy: 'correct the spec; see: aws ec2 describe-security-groups',
      },
    ]);
  });

  it('names those of another VPC than the load balancer’s', () => {
    const there = facts(inVpc('vpc-2', 'subnet-1', 'subnet-2'), inVpc('vpc-1', 'sg-1'));
    expect(checkNetwork(network, there, balancer)).toMatchObject([
      { check: 'subnet subnet-1', detail: 'is in vpc-2, and load balancer web is in vpc-1' },
      { check: 'subnet subnet-2', remedy: 'give subnets of vpc-1' },
      { check: 'security groups', status: 'PASS' },
    ]);
  });

  it('takes the VPC of most subnets where there is no load balancer', () => {
    const three = { ...network, subnets: [...network.subnets, 'subnet-3'] };
    const subnets = [...inVpc('vpc-2', 'subnet-1'), ...inVpc('vpc-1', 'subnet-2', 'subnet-3')];
    expect(checkNetwork(three, facts(subnets, inVpc('vpc-2', 'sg-1')), undefined)).toMatchObject([
      { check: 'subnet subnet-1', detail: 'is in vpc-2, and most subnets are in vpc-1' },
      { check: 'security group sg-1', status: 'FAIL' },
    ]);
  });

  it('counts them as CreateService does', () => {
    const ids = Array.from({ length: 17 }, (_, number) => `subnet-${number}`);
    const findings = checkNetwork({ subnets: ids }, facts(inVpc('vpc-1', ...ids)), balancer);
    expect(findings).toMatchObject([{ check: 'subnets', detail: '17 are given, a service takes 16' }]);
  });

  it('does not judge what may not be looked at', () => {
    const denied = unseen('no');
    expect(checkNetwork(network, { subnets: denied, securityGroups: denied }, undefined)).toMatchObject([
      { check: 'subnets', status: 'WARN', detail: 'not looked at: no' },
      { check: 'security groups', status: 'WARN' },
    ]);
  });
});
