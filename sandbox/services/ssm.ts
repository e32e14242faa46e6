import * as client from '@aws-sdk/client-ssm';
import { AwsError, defineService } from '../service.ts';
import type { World } from '../world.ts';
import { pageOf } from './pages.ts';
import { checkParameter, type Parameter, parameterNameOf } from './ssm/parameter.ts';

const defaultPage = 10;
const longestPage = 50;

/** SSM Parameter Store. A SecureString is stored as it is; it reads as ciphertext unless decryption is asked for. */
export const ssmService = (world: World) => {
  const parameters = new Map<string, Parameter>();
  const arnOf = (name: string) =>
    `arn:aws:ssm:${world.region}:${world.accountId}:parameter${name.startsWith('/') ? '' : '/'}${name}`;

  const find = (nameOrArn: string): Parameter | undefined =>
    parameters.get(nameOrArn) ?? parameters.get(parameterNameOf(nameOrArn, [...parameters.keys()]));
  const get = (nameOrArn: string): Parameter => {
    const parameter = find(nameOrArn);
    if (!parameter) throw new AwsError('ParameterNotFound', '');
    return parameter;
  };
  const describe = ({ name, type, version, modifiedAt }: Parameter) => ({
    Name: name,
    Type: type,
    Version: version,
    LastModifiedDate: new Date(modifiedAt),
    ARN: arnOf(name),
    DataType: 'text',
  });
  const read = (parameter: Parameter, isDecrypted: boolean) => ({
    ...describe(parameter),
    Value:
      parameter.type === 'SecureString' && !isDecrypted
        ? Buffer.from(`encrypted:${parameter.name}:${parameter.version}`).toString('base64')
        : parameter.value,
  });

  return {
    service: defineService('ssm', client, {
      PutParameter(input) {
        const name = input.Name ?? '';
        const known = parameters.get(name);
        const { type, value } = checkParameter(input, known);
        if (known && input.Overwrite !== true) {
          throw new AwsError(
            'ParameterAlreadyExists',
            'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
          );
        }
        const version = (known?.version ?? 0) + 1;
        const description = input.Description ?? known?.description;
        parameters.set(name, {
          name,
          type,
          value,
          version,
          modifiedAt: world.clock.now(),
          ...(description === undefined ? {} : { description }),
        });
        return { Version: version, Tier: 'Standard' as const };
      },
      GetParameter: ({ Name = '', WithDecryption = false }) => ({ Parameter: read(get(Name), WithDecryption) }),
      GetParameters({ Names = [], WithDecryption = false }) {
        if (Names.length < 1 || Names.length > 10) {
          throw new AwsError(
            'ValidationException',
            "1 validation error detected: Value at 'names' failed to satisfy constraint: Member must have length less than or equal to 10 and greater than or equal to 1",
          );
        }
        return {
          Parameters: Names.flatMap((name) => find(name) ?? []).map((parameter) => read(parameter, WithDecryption)),
          InvalidParameters: Names.filter((name) => !find(name)),
        };
      },
      DeleteParameter({ Name = '' }) {
        parameters.delete(get(Name).name);
        return {};
      },
      DescribeParameters({ Filters, ParameterFilters, MaxResults = defaultPage, NextToken }) {
        if (Filters || ParameterFilters) {
          throw new AwsError('InvalidFilterKey', 'the sandbox lists all parameters; it takes no filters');
        }
        if (MaxResults < 1 || MaxResults > longestPage) {
          throw new AwsError(
            'ValidationException',
            `1 validation error detected: Value '${MaxResults}' at 'maxResults' failed to satisfy constraint: Member must have value between 1 and ${longestPage}`,
          );
        }
        const all = [...parameters.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
        const { items, next } = pageOf(all, NextToken, MaxResults, 'InvalidNextToken');
        return {
          Parameters: items.map((parameter) => ({
            ...describe(parameter),
            Tier: 'Standard' as const,
            Policies: [],
            ...(parameter.description === undefined ? {} : { Description: parameter.description }),
          })),
          ...(next.nextToken === undefined ? {} : { NextToken: next.nextToken }),
        };
      },
    }),
    /** A parameter's decrypted value, as ECS injects it; undefined when there is none. */
    value: (nameOrArn: string): string | undefined => find(nameOrArn)?.value,
  };
};
