const ids = (text) =>
  String(text ?? '')
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');

/**
 * The VPC of a function that names stage parameters for it (`vpcParameters` in its functions.yml): ids by comma. Without
 * ids the function is in none.
 */
const vpcOf = async ({ subnets, securityGroups }, resolveVariable) => {
  const subnetIds = ids(await resolveVariable(`param:${subnets}`));
  const securityGroupIds = ids(await resolveVariable(`param:${securityGroups}`));
  if (subnetIds.length > 0 && securityGroupIds.length > 0) return { subnetIds, securityGroupIds };
  if (subnetIds.length === 0 && securityGroupIds.length === 0) return undefined;
  throw new Error(`the parameters ${subnets} and ${securityGroups} go together: give both or none`);
};

/**
 * What Lambda needs of a function's role to keep its network interfaces; these calls know no resources.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
 */
const interfaceStatement = {
  Effect: 'Allow',
  Action: [
    'ec2:CreateNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:DeleteNetworkInterface',
    'ec2:AssignPrivateIpAddresses',
    'ec2:UnassignPrivateIpAddresses',
  ],
  Resource: '*',
};

module.exports = { interfaceStatement, vpcOf };
