import { type CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { Looked } from '../../domain/service/preconditions/looked.ts';
import { look } from './look.ts';

/**
 * Looks whether a log group exists. Groups come in the order of their names, so that the one whose name is the whole prefix
 * is on the first page.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html
 */
export const lookAtLogGroup = (logs: CloudWatchLogsClient, name: string): Promise<Looked<true>> =>
  look(async () => {
    const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }));
    return logGroups.some(({ logGroupName }) => logGroupName === name) ? true : undefined;
  });
