import { type EC2Client, paginateDescribeSecurityGroups, paginateDescribeSubnets } from '@aws-sdk/client-ec2';
import type { Looked } from '../../domain/service/preconditions/looked.ts';
import type { InVpc } from '../../domain/service/preconditions/network.ts';
import { look } from './look.ts';

/** A filter, because ids that do not exist fail the whole of a call that asks for them. */
const filtered = (Name: string, ids: readonly string[]) => ({ Filters: [{ Name, Values: [...ids] }] });

/**
 * The subnets that exist, with their VPCs; no call for none.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSubnets.html
 */
export const lookAtSubnets = (client: EC2Client, ids: readonly string[]): Promise<Looked<InVpc[]>> =>
  look(async () => {
    const there: InVpc[] = [];
    if (ids.length === 0) return there;
    for await (const { Subnets } of paginateDescribeSubnets({ client }, filtered('subnet-id', ids))) {
      there.push(...(Subnets ?? []).map(({ SubnetId: id = '', VpcId: vpcId = '' }) => ({ id, vpcId })));
    }
    return there;
  });

/**
 * The security groups that exist, with their VPCs; no call for none.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSecurityGroups.html
 */
export const lookAtSecurityGroups = (client: EC2Client, ids: readonly string[]): Promise<Looked<InVpc[]>> =>
  look(async () => {
    const there: InVpc[] = [];
    if (ids.length === 0) return there;
    for await (const { SecurityGroups } of paginateDescribeSecurityGroups({ client }, filtered('group-id', ids))) {
      there.push(...(SecurityGroups ?? []).map(({ GroupId: id = '', VpcId: vpcId = '' }) => ({ id, vpcId })));
    }
    return there;
  });
