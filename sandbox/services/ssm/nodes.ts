import type { DescribeInstanceInformationCommandInput, InstanceInformation } from '@aws-sdk/client-ssm';
import type { HostRecord, Hosts } from '../../hosts/index.ts';
import { AwsError } from '../../service.ts';
import type { World } from '../../world.ts';
import { pageOf } from '../pages.ts';
import { checkLength, checkRange } from './errors.ts';

/** A machine that is registered with Systems Manager. */
export type ManagedNode = HostRecord & { ping: NonNullable<HostRecord['ping']> };

/** An EC2 instance that does not run is not managed until it does again; an external one stays. */
export const isManaged = (host: HostRecord): host is ManagedNode =>
  host.ping !== null && (host.kind === 'EXTERNAL' || host.state === 'running');

/** Whether commands reach a machine. */
export const isOnline = (host: HostRecord | undefined): boolean =>
  host !== undefined && isManaged(host) && host.ping === 'Online';

const resourceTypeOf = ({ kind }: HostRecord) => (kind === 'EC2' ? 'EC2Instance' : 'ManagedInstance');

/** What nodes are filtered by here; AWS has more keys. */
const filterValues: Record<string, (node: ManagedNode) => string> = {
  InstanceIds: ({ id }) => id,
  PingStatus: ({ ping }) => ping,
  PlatformTypes: ({ platform }) => platform,
  ResourceType: resourceTypeOf,
};

const otherKeys = /^(?:ActivationIds|AgentVersion|AssociationStatus|IamRole|SourceIds|SourceTypes|tag-key|tag:.+)$/;

const mostValues = 100;

const predicateOf = (key: string, values: string[], at: string): ((node: ManagedNode) => boolean) => {
  const read = Object.hasOwn(filterValues, key) ? filterValues[key] : undefined;
  if (!read) {
    const served = Object.keys(filterValues).join(', ');
    const why = otherKeys.test(key) ? `the sandbox filters managed nodes by ${served}` : `it is one of ${served}, …`;
    throw new AwsError('InvalidFilterKey', `The filter key ${key} is not valid: ${why}.`);
  }
  checkLength(values, at, 1, mostValues);
  const wanted = new Set(values);
  return (node) => wanted.has(read(node));
};

const predicatesOf = ({ Filters, InstanceInformationFilterList }: DescribeInstanceInformationCommandInput) => {
  if (Filters && InstanceInformationFilterList) {
    throw new AwsError(
      'ValidationException',
      'Filters and InstanceInformationFilterList cannot be used in the same request.',
    );
  }
  return [
    ...(Filters ?? []).map(({ Key = '', Values = [] }) => predicateOf(Key, Values, 'filters.values')),
    ...(InstanceInformationFilterList ?? []).map(({ key = '', valueSet = [] }) =>
      predicateOf(key, valueSet, 'instanceInformationFilterList.valueSet'),
    ),
  ];
};

const platformNames = {
  Linux: { PlatformName: 'Amazon Linux', PlatformVersion: '2023' },
  Windows: { PlatformName: 'Microsoft Windows Server 2022 Datacenter', PlatformVersion: '10.0.20348' },
};

const informationOf = ({ clock }: World, node: ManagedNode): InstanceInformation => ({
  InstanceId: node.id,
  PingStatus: node.ping,
  LastPingDateTime: new Date(node.ping === 'Online' ? clock.now() : node.lastPingAt),
  AgentVersion: '3.3.2299.0',
  IsLatestVersion: true,
  PlatformType: node.platform,
  ...platformNames[node.platform],
  ResourceType: resourceTypeOf(node),
  ComputerName: `${node.id}.example.com`,
  SourceId: node.id,
  SourceType: node.kind === 'EC2' ? 'AWS::EC2::Instance' : 'AWS::SSM::ManagedInstance',
  ...(node.kind === 'EXTERNAL' && { RegistrationDate: new Date(node.launchedAt), Name: node.id }),
});

const defaultPage = 10;

/**
 * DescribeInstanceInformation: what Systems Manager hears from its nodes. Ids that it does not know are left out.
 *
 * @throws AwsError InvalidFilterKey, ValidationException, InvalidNextToken
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeInstanceInformation.html
 */
export const describeInstanceInformation = (
  world: World,
  hosts: Hosts,
  input: DescribeInstanceInformationCommandInput,
): { InstanceInformationList: InstanceInformation[]; NextToken?: string } => {
  const { MaxResults = defaultPage, NextToken } = input;
  checkRange(MaxResults, 'maxResults', 5, 50);
  const predicates = predicatesOf(input);
  const nodes = [...hosts.all.values()]
    .filter(isManaged)
    .filter((node) => predicates.every((matches) => matches(node)));
  const { items, next } = pageOf(nodes, NextToken, MaxResults, 'InvalidNextToken');
  return {
    InstanceInformationList: items.map((node) => informationOf(world, node)),
    ...(next.nextToken === undefined ? {} : { NextToken: next.nextToken }),
  };
};
