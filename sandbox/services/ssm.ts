import * as client from '@aws-sdk/client-ssm';
import type { Hosts } from '../hosts/index.ts';
import { AwsError, defineService, type Operations } from '../service.ts';
import type { World } from '../world.ts';
import { pageOf } from './pages.ts';
import { commandOperations } from './ssm/command-operations.ts';
import { type CommandPorts, Commands, type OutcomeScript } from './ssm/commands.ts';
import { describeInstanceInformation } from './ssm/nodes.ts';
import { checkParameter, type Parameter, parameterNameOf } from './ssm/parameter.ts';
import { parameterFilter } from './ssm/parameter-filters.ts';

const defaultPage = 10;
const longestPage = 50;
const longestNameList = 10;

type SsmOperations = Operations<typeof client>;

/** A command as tests read it. */
export interface SentCommand {
  commandId: string;
  documentName: string;
  instanceIds: string[];
  /** The lines of the script. */
  commands: string[];
  comment: string;
  /** Milliseconds since the epoch. */
  sentAt: number;
}

/**
 * Systems Manager: the parameter store, managed nodes and Run Command, which does what ssm/command-outcome.ts says.
 * A SecureString is stored as it is; it reads as ciphertext unless decryption is asked for.
 */
export const ssmService = (world: World, hosts: Hosts, ports: CommandPorts = { restartAgent: () => {} }) => {
  const parameters = new Map<string, Parameter>();
  const find = (nameOrArn: string): Parameter | undefined =>
    parameters.get(nameOrArn) ?? parameters.get(parameterNameOf(nameOrArn, [...parameters.keys()]));
  const commands = new Commands(world, hosts, ports);
  return {
    service: defineService('ssm', client, {
      ...writeOperations(world, parameters, find),
      ...readOperations(world, find),
      ...commandOperations(world, hosts, commands),
      DescribeParameters: (input) => describeParameters(world, [...parameters.values()], input),
      DescribeInstanceInformation: (input) => describeInstanceInformation(world, hosts, input),
    }),
    /** The managed nodes of the account. */
    hosts,
    /** Commands that were sent, oldest first. */
    commands: (): SentCommand[] =>
      commands
        .all()
        .reverse()
        .map(({ commandId, documentName, instanceIds, parameters: given, comment, sentAt }) => {
          return { commandId, documentName, instanceIds, commands: given['commands'] ?? [], comment, sentAt };
        }),
    /** Says how commands end from now on, such as that they fail; what it leaves undefined goes by the table. */
    scriptCommands: (script: OutcomeScript): void => commands.setScript(script),
    /** Adds a SecureString. */
    addParameter({ name, value }: { name: string; value: string }): void {
      parameters.set(name, { name, value, type: 'SecureString', version: 1, modifiedAt: world.clock.now() });
    },
    /** A parameter's decrypted value, as ECS injects it; undefined when there is none. */
    value: (nameOrArn: string): string | undefined => find(nameOrArn)?.value,
  };
};

type Find = (nameOrArn: string) => Parameter | undefined;

const found = (parameter: Parameter | undefined): Parameter => {
  if (!parameter)
    throw new AwsError('ParameterNotFound', "The parameter couldn't be found. Verify the name and try again.");
  return parameter;
};

const describe = ({ region, accountId }: World, { name, type, version, modifiedAt }: Parameter) => ({
  Name: name,
  Type: type,
  Version: version,
  LastModifiedDate: new Date(modifiedAt),
  ARN: `arn:aws:ssm:${region}:${accountId}:parameter${name.startsWith('/') ? '' : '/'}${name}`,
  DataType: 'text',
});

const read = (world: World, parameter: Parameter, isDecrypted: boolean) => {
  const { name, type, version, value } = parameter;
  const isSealed = type === 'SecureString' && !isDecrypted;
  const sealed = () => Buffer.from(`encrypted:${name}:${version}`).toString('base64');
  return { ...describe(world, parameter), Value: isSealed ? sealed() : value };
};

const writeOperations = (world: World, parameters: Map<string, Parameter>, find: Find) =>
  ({
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
      const put: Parameter = { name, type, value, version, modifiedAt: world.clock.now() };
      parameters.set(name, description === undefined ? put : { ...put, description });
      return { Version: version, Tier: 'Standard' as const };
    },
    DeleteParameter({ Name = '' }) {
      parameters.delete(found(find(Name)).name);
      return {};
    },
  }) satisfies SsmOperations;

const readOperations = (world: World, find: Find) =>
  ({
    GetParameter: ({ Name = '', WithDecryption = false }) => ({
      Parameter: read(world, found(find(Name)), WithDecryption),
    }),
    GetParameters({ Names = [], WithDecryption = false }) {
      if (Names.length < 1 || Names.length > longestNameList) {
        throw new AwsError(
          'ValidationException',
          `1 validation error detected: Value at 'names' failed to satisfy constraint: Member must have length less than or equal to ${longestNameList} and greater than or equal to 1`,
        );
      }
      return {
        Parameters: Names.flatMap((name) => find(name) ?? []).map((parameter) =>
          read(world, parameter, WithDecryption),
        ),
        InvalidParameters: Names.filter((name) => !find(name)),
      };
    },
  }) satisfies SsmOperations;

const describeParameters = (world: World, parameters: Parameter[], input: client.DescribeParametersCommandInput) => {
  const { Filters, ParameterFilters = [], MaxResults = defaultPage, NextToken } = input;
  if (Filters) throw new AwsError('InvalidFilterKey', 'the sandbox takes ParameterFilters, not the older Filters');
  if (MaxResults < 1 || MaxResults > longestPage) {
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value '${MaxResults}' at 'maxResults' failed to satisfy constraint: Member must have value between 1 and ${longestPage}`,
    );
  }
  const sorted = parameters.filter(parameterFilter(ParameterFilters)).sort((a, b) => (a.name < b.name ? -1 : 1));
  const { items, next } = pageOf(sorted, NextToken, MaxResults, 'InvalidNextToken');
  return {
    Parameters: items.map((parameter) => ({
      ...describe(world, parameter),
      Tier: 'Standard' as const,
      Policies: [],
      ...(parameter.description === undefined ? {} : { Description: parameter.description }),
    })),
    ...(next.nextToken === undefined ? {} : { NextToken: next.nextToken }),
  };
};
