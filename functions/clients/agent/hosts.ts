import { type EC2Client, type InstanceStateName, paginateDescribeInstances } from '@aws-sdk/client-ec2';
import { type PingStatus, paginateDescribeInstanceInformation, type SSMClient } from '@aws-sdk/client-ssm';
import { type HostState, isExternalId } from '../../domain/agent/container-instance.ts';
import { isRefusal } from '../../domain/errors/aws.ts';
import { partsOf } from './parts.ts';

/** What is known of the machines that were asked about. */
export interface Hosts {
  /** Every id that was asked for has a state. */
  states: Map<string, HostState>;
  /** Why some are `UNKNOWN`: what EC2 or Systems Manager refused, in words. Empty where both answered. */
  refusals: string[];
}

/** EC2 takes at most 200 values of a filter; Systems Manager takes 100, and lists 50 a page. */
const mostFilterValues = 200;
const largestPage = 50;

/** An instance that starts counts as running: its agent should be back in a moment, and is looked at again. */
const ec2States: Record<InstanceStateName, HostState> = {
  pending: 'RUNNING',
  running: 'RUNNING',
  stopping: 'STOPPED',
  stopped: 'STOPPED',
  'shutting-down': 'GONE',
  terminated: 'GONE',
};

const pingStates: Record<PingStatus, HostState> = { Online: 'RUNNING', ConnectionLost: 'OFFLINE', Inactive: 'OFFLINE' };

type States = [string, HostState][];

/** By filter, because an id in InstanceIds that EC2 does not know fails the whole call. */
const askEc2 = async (client: EC2Client, ids: readonly string[]): Promise<States> => {
  const parts = await partsOf(ids, mostFilterValues, async (Values) => {
    const states: States = [];
    const pages = paginateDescribeInstances({ client }, { Filters: [{ Name: 'instance-id', Values }] });
    for await (const { Reservations = [] } of pages) {
      for (const { InstanceId, State } of Reservations.flatMap(({ Instances = [] }) => Instances)) {
        if (InstanceId) states.push([InstanceId, (State?.Name && ec2States[State.Name]) ?? 'UNKNOWN']);
      }
    }
    return states;
  });
  return parts.flat();
};

const askSystemsManager = async (client: SSMClient, ids: readonly string[]): Promise<States> => {
  const parts = await partsOf(ids, largestPage, async (Values) => {
    const states: States = [];
    const query = { Filters: [{ Key: 'InstanceIds', Values }], MaxResults: largestPage };
    for await (const { InstanceInformationList = [] } of paginateDescribeInstanceInformation({ client }, query)) {
      for (const { InstanceId, PingStatus } of InstanceInformationList) {
        if (InstanceId) states.push([InstanceId, (PingStatus && pingStates[PingStatus]) ?? 'UNKNOWN']);
      }
    }
    return states;
  });
  return parts.flat();
};

/** What was not answered about is `GONE`; where nobody was allowed to ask, `UNKNOWN`. */
const stateOfEach = async (
  ids: readonly string[],
  ask: (ids: readonly string[]) => Promise<States>,
): Promise<Hosts> => {
  const all = (state: HostState): States => ids.map((id) => [id, state]);
  try {
    return { states: new Map([...all('GONE'), ...(await ask(ids))]), refusals: [] };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const { name, message } = error as Error;
    return { states: new Map(all('UNKNOWN')), refusals: [`${name}: ${message}`.slice(0, 300)] };
  }
};

/**
 * Says of each machine whether it runs: asks EC2 about `i-…` and Systems Manager about `mi-…`; neither about none. A refusal such as a
 * missing permission makes the machines it is about `UNKNOWN`; what passes by itself, such as throttling, is thrown.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeInstanceInformation.html
 */
export const describeHosts = async (
  { ec2, ssm }: { ec2: EC2Client; ssm: SSMClient },
  instanceIds: readonly string[],
): Promise<Hosts> => {
  const ids = [...new Set(instanceIds)];
  const [onEc2, external] = await Promise.all([
    stateOfEach(
      ids.filter((id) => !isExternalId(id)),
      (some) => askEc2(ec2, some),
    ),
    stateOfEach(ids.filter(isExternalId), (some) => askSystemsManager(ssm, some)),
  ]);
  return {
    states: new Map([...onEc2.states, ...external.states]),
    refusals: [...onEc2.refusals, ...external.refusals],
  };
};
