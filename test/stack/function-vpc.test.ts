import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { packagedStack } from '../../sandbox/stack.ts';

interface Declared {
  vpc?: { subnetIds: string[]; securityGroupIds: string[] };
}
type Given = { resolveVariable: (variable: string) => Promise<unknown> };
type Statement = { Action: string | string[] };
type Role = { Properties: { Policies: [{ PolicyDocument: { Statement: Statement[] } }] } };

const require = createRequire(import.meta.url);
const functions: (given: Given) => Promise<Record<string, Declared>> = require('../../functions/functions.cjs');
const roles: (given: Given) => Promise<{ Resources: Record<string, Role> }> = require('../../functions/roles.cjs');

const given = (parameters: Record<string, string>): Given => ({
  resolveVariable: async (variable) => parameters[variable.replace('param:', '')],
});

const actionsOf = async (parameters: Given, role: string): Promise<string[]> =>
  (await roles(parameters)).Resources[role]?.Properties.Policies[0].PolicyDocument.Statement.flatMap(
    ({ Action }) => Action,
  ) ?? [];

const inVpc = given({ verifySubnets: 'subnet-1, subnet-2', verifySecurityGroups: 'sg-1' });
const outside = given({ verifySubnets: '', verifySecurityGroups: '' });

describe('the stage parameters verifySubnets and verifySecurityGroups', () => {
  it('put the function that verifies services into a VPC, and no other', async () => {
    const declared = await functions(inVpc);
    expect(declared['verifyService']?.vpc).toEqual({ subnetIds: ['subnet-1', 'subnet-2'], securityGroupIds: ['sg-1'] });
    expect(Object.keys(declared).filter((name) => 'vpc' in (declared[name] ?? {}))).toEqual(['verifyService']);
  });

  it('let its role keep the network interfaces that it needs there', async () => {
    const interfaces = (actions: string[]) => actions.filter((action) => action.startsWith('ec2:'));
    expect(interfaces(await actionsOf(inVpc, 'VerifyServiceRole'))).toContain('ec2:CreateNetworkInterface');
    expect(interfaces(await actionsOf(inVpc, 'NotifyResultRole'))).toEqual([]);
    expect(interfaces(await actionsOf(outside, 'VerifyServiceRole'))).toEqual([]);
  });

  it('go together', async () => {
    await expect(functions(given({ verifySubnets: 'subnet-1' }))).rejects.toThrow(
      'the parameters verifySubnets and verifySecurityGroups go together: give both or none',
    );
  });
});

describe('the packaged stack without them', () => {
  let template: { Resources: Record<string, { Type: string; Properties: Record<string, unknown> }> };

  beforeAll(async () => {
    template = (await packagedStack()).template as typeof template;
  }, 600_000);

  it('has no function in a VPC', () => {
    const all = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function');
    expect(all.filter(({ Properties }) => Properties['VpcConfig'] !== undefined)).toEqual([]);
    expect(template.Resources['VerifyServiceLambdaFunction']?.Properties['Environment']).toMatchObject({
      Variables: { VERIFICATION_CONNECT_TO: '', VERIFICATION_CA: '', VERIFICATION_SUBNETS: '' },
    });
  });
});
