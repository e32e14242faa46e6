import type { Tag } from '@aws-sdk/client-ec2';

/** A VPC with its subnets and security groups, as a world is furnished with it. */
export interface Network {
  vpcId: string;
  subnets: { id: string; availabilityZone: string }[];
  securityGroups: string[];
}

export interface VpcRecord {
  id: string;
  cidrBlock: string;
  isDefault: boolean;
  tags: Tag[];
}

export interface SubnetRecord {
  id: string;
  vpcId: string;
  availabilityZone: string;
  cidrBlock: string;
  tags: Tag[];
}

export interface SecurityGroupRecord {
  id: string;
  vpcId: string;
  name: string;
  description: string;
  tags: Tag[];
}

/** Adds what is given to a VPC that is there. */
type Adding<Kind> = Partial<Kind> & { id: string; vpcId: string };

/** The networks of an account in a region: what EC2 describes and what load balancers are put into. */
export const createNetworks = (region: string) => {
  const vpcs = new Map<string, VpcRecord>();
  const subnets = new Map<string, SubnetRecord>();
  const securityGroups = new Map<string, SecurityGroupRecord>();

  const addVpc = ({ id, ...given }: Partial<VpcRecord> & { id: string }): void => {
    const known = vpcs.get(id);
    vpcs.set(id, { id, cidrBlock: `10.${vpcs.size}.0.0/16`, isDefault: false, tags: [], ...known, ...given });
  };
  const inVpc = (vpcId: string): VpcRecord => {
    const vpc = vpcs.get(vpcId);
    if (!vpc) throw new RangeError(`there is no VPC ${vpcId}: add it first`);
    return vpc;
  };
  const addSubnet = ({ vpcId, ...given }: Adding<SubnetRecord>): void => {
    const { cidrBlock } = inVpc(vpcId);
    const number = [...subnets.values()].filter((subnet) => subnet.vpcId === vpcId).length;
    const own = cidrBlock.replace(/\.\d+\.\d+\/16$/, `.${number}.0/24`);
    subnets.set(given.id, { vpcId, availabilityZone: `${region}a`, cidrBlock: own, tags: [], ...given });
  };
  const addSecurityGroup = ({ vpcId, ...given }: Adding<SecurityGroupRecord>): void => {
    inVpc(vpcId);
    securityGroups.set(given.id, { vpcId, name: given.id, description: 'of the sandbox', tags: [], ...given });
  };
  return {
    vpcs: vpcs as ReadonlyMap<string, VpcRecord>,
    subnets: subnets as ReadonlyMap<string, SubnetRecord>,
    securityGroups: securityGroups as ReadonlyMap<string, SecurityGroupRecord>,
    addVpc,
    /** @throws RangeError when the VPC is not there */
    addSubnet,
    /** @throws RangeError when the VPC is not there */
    addSecurityGroup,
    /** Adds a VPC with all that is in it; what is there already stays. */
    addNetwork: ({ vpcId, ...given }: Network): void => {
      addVpc({ id: vpcId });
      for (const subnet of given.subnets) addSubnet({ vpcId, ...subnet });
      for (const id of given.securityGroups) addSecurityGroup({ vpcId, id });
    },
  };
};

export type Networks = ReturnType<typeof createNetworks>;
