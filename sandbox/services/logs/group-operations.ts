import type * as client from '@aws-sdk/client-cloudwatch-logs';
import type { Operations } from '../../service.ts';
import type { World } from '../../world.ts';
import { pageOf } from '../pages.ts';
import { checkLimit } from './get-events.ts';
import { checkRetention, type LogGroup, type LogStore } from './store.ts';

const describe = ({ accountId, region }: World, group: LogGroup) => {
  const arn = `arn:aws:logs:${region}:${accountId}:log-group:${group.name}`;
  const { name: logGroupName, creationTime, storedBytes, retentionInDays } = group;
  return {
    logGroupName,
    creationTime,
    storedBytes,
    metricFilterCount: 0,
    arn: `${arn}:*`,
    logGroupArn: arn,
    logGroupClass: 'STANDARD' as const,
    ...(retentionInDays === undefined ? {} : { retentionInDays }),
  };
};

/** Operations on log groups. */
export const groupOperations = (world: World, store: LogStore) =>
  ({
    CreateLogGroup({ logGroupName = '', tags }) {
      store.createGroup(logGroupName, tags);
      return {};
    },
    DeleteLogGroup({ logGroupName = '' }) {
      store.groups.delete(store.group(logGroupName).name);
      return {};
    },
    DescribeLogGroups({ logGroupNamePrefix = '', logGroupNamePattern = '', nextToken, limit }) {
      const groups = [...store.groups.values()]
        .filter(({ name }) => name.startsWith(logGroupNamePrefix))
        .filter(({ name }) => name.toLowerCase().includes(logGroupNamePattern.toLowerCase()))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
      const page = pageOf(groups, nextToken, checkLimit(limit ?? 50, 50), 'InvalidParameterException');
      return { logGroups: page.items.map((group) => describe(world, group)), ...page.next };
    },
    PutRetentionPolicy({ logGroupName = '', retentionInDays = 0 }) {
      checkRetention(retentionInDays);
      store.group(logGroupName).retentionInDays = retentionInDays;
      return {};
    },
    DeleteRetentionPolicy({ logGroupName = '' }) {
      delete store.group(logGroupName).retentionInDays;
      return {};
    },
  }) satisfies Operations<typeof client>;
