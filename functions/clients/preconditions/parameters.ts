import { paginateDescribeParameters, type SSMClient } from '@aws-sdk/client-ssm';
import type { Looked } from '../../domain/service/preconditions/looked.ts';
import { look } from './look.ts';

/** The most values of a filter, and the longest page. */
const most = 50;

/**
 * Which of the parameters there are, by 50 a call; their values are not read.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeParameters.html
 */
export const lookAtParameters = (client: SSMClient, names: readonly string[]): Promise<Looked<string[]>> =>
  look(async () => {
    const there: string[] = [];
    for (let start = 0; start < names.length; start += most) {
      const ParameterFilters = [{ Key: 'Name', Option: 'Equals', Values: names.slice(start, start + most) }];
      for await (const { Parameters } of paginateDescribeParameters({ client, pageSize: most }, { ParameterFilters })) {
        there.push(...(Parameters ?? []).map(({ Name = '' }) => Name));
      }
    }
    return there;
  });
