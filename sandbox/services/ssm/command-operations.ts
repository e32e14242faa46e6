import type * as client from '@aws-sdk/client-ssm';
import type { Hosts } from '../../hosts/index.ts';
import { AwsError, type Operations } from '../../service.ts';
import type { World } from '../../world.ts';
import { pageOf } from '../pages.ts';
import { readCommand } from './command-request.ts';
import { type CommandRecord, type Commands, type Invocation, visibleAfterMs } from './commands.ts';
import { checkRange } from './errors.ts';

const defaultPage = 50;

const pluginOf = ({ documentName }: CommandRecord): string =>
  documentName === 'AWS-RunPowerShellScript' ? 'aws:runPowerShellScript' : 'aws:runShellScript';

/** One status for all nodes: it has ended when each has, and as badly as the worst. */
const statusOf = ({ invocations }: CommandRecord): client.CommandStatus => {
  const statuses = new Set([...invocations.values()].map(({ status }) => status));
  if (statuses.size === 1) return [...statuses][0] ?? 'Success';
  if (statuses.has('Pending') || statuses.has('InProgress')) return 'InProgress';
  return (['Failed', 'TimedOut', 'Cancelled'] as const).find((status) => statuses.has(status)) ?? 'Success';
};

const describedCommand = (record: CommandRecord): client.Command => {
  const invocations = [...record.invocations.values()];
  const count = (...wanted: string[]) => invocations.filter(({ status }) => wanted.includes(status)).length;
  const status = statusOf(record);
  return {
    CommandId: record.commandId,
    DocumentName: record.documentName,
    DocumentVersion: '$DEFAULT',
    Comment: record.comment,
    ExpiresAfter: new Date(record.sentAt + record.timeoutSeconds * 1_000),
    Parameters: record.parameters,
    InstanceIds: record.targets.length > 0 ? [] : record.instanceIds,
    Targets: record.targets,
    RequestedDateTime: new Date(record.sentAt),
    Status: status,
    StatusDetails: status,
    MaxConcurrency: record.maxConcurrency,
    MaxErrors: record.maxErrors,
    TargetCount: invocations.length,
    CompletedCount: invocations.length - count('Pending', 'InProgress'),
    ErrorCount: count('Failed'),
    DeliveryTimedOutCount: count('TimedOut'),
    TimeoutSeconds: record.timeoutSeconds,
  };
};

const describedInvocation = (record: CommandRecord, invocation: Invocation, hasDetails: boolean) => {
  const { instanceId, status, statusDetails, responseCode, stdout, startedAt, endedAt } = invocation;
  const plugin: client.CommandPlugin = {
    Name: pluginOf(record),
    Status: status,
    StatusDetails: statusDetails,
    ResponseCode: responseCode,
    ...(startedAt !== undefined && { ResponseStartDateTime: new Date(startedAt) }),
    ...(endedAt !== undefined && { ResponseFinishDateTime: new Date(endedAt) }),
    Output: stdout,
  };
  return {
    CommandId: record.commandId,
    InstanceId: instanceId,
    InstanceName: '',
    Comment: record.comment,
    DocumentName: record.documentName,
    DocumentVersion: '$DEFAULT',
    RequestedDateTime: new Date(record.sentAt),
    Status: status,
    StatusDetails: statusDetails,
    CommandPlugins: hasDetails ? [plugin] : [],
  } satisfies client.CommandInvocation;
};

const timeText = (ms: number | undefined): string => (ms === undefined ? '' : new Date(ms).toISOString());

/** The output of one node's run, as GetCommandInvocation gives it. */
const answeredInvocation = (record: CommandRecord, invocation: Invocation) => {
  const { startedAt, endedAt } = invocation;
  const elapsed = startedAt === undefined || endedAt === undefined ? '' : `PT${(endedAt - startedAt) / 1_000}S`;
  return {
    CommandId: record.commandId,
    InstanceId: invocation.instanceId,
    Comment: record.comment,
    DocumentName: record.documentName,
    DocumentVersion: '$DEFAULT',
    PluginName: pluginOf(record),
    ResponseCode: invocation.responseCode,
    ExecutionStartDateTime: timeText(startedAt),
    ExecutionElapsedTime: elapsed,
    ExecutionEndDateTime: timeText(endedAt),
    Status: invocation.status,
    StatusDetails: invocation.statusDetails,
    StandardOutputContent: invocation.stdout,
    StandardOutputUrl: '',
    StandardErrorContent: invocation.stderr,
    StandardErrorUrl: '',
  };
};

const known = (commands: Commands, commandId: string): CommandRecord => {
  const record = commands.get(commandId);
  if (!record) throw new AwsError('InvalidCommandId', `The command ID ${commandId} is not valid.`);
  return record;
};

/** Those that a list asks for; filters are refused by name. */
const listed = (
  commands: Commands,
  { CommandId, InstanceId, Filters, MaxResults }: client.ListCommandsCommandInput,
): CommandRecord[] => {
  if (Filters?.length) {
    throw new AwsError('InvalidFilterKey', 'the sandbox lists commands by CommandId and InstanceId, without Filters');
  }
  checkRange(MaxResults, 'maxResults', 1, 50);
  const records = CommandId === undefined ? commands.all() : [known(commands, CommandId)];
  return records.filter(({ invocations }) => InstanceId === undefined || invocations.has(InstanceId));
};

/** SendCommand and what becomes of it: GetCommandInvocation, ListCommands, ListCommandInvocations, CancelCommand. */
export const commandOperations = (world: World, hosts: Hosts, commands: Commands) => {
  const isVisible = ({ sentAt }: CommandRecord): boolean => world.clock.now() >= sentAt + visibleAfterMs;
  return {
    SendCommand: (input) => ({ Command: describedCommand(commands.send(readCommand(world, hosts, input))) }),
    GetCommandInvocation({ CommandId = '', InstanceId = '', PluginName }) {
      const record = commands.get(CommandId);
      const invocation = record?.invocations.get(InstanceId);
      // Right after SendCommand it is not found either.
      if (!record || !invocation || !isVisible(record)) throw new AwsError('InvocationDoesNotExist', '');
      if (PluginName !== undefined && PluginName !== pluginOf(record)) throw new AwsError('InvalidPluginName', '');
      return answeredInvocation(record, invocation);
    },
    ListCommands(input) {
      const records = listed(commands, input);
      const { items, next } = pageOf(records, input.NextToken, input.MaxResults ?? defaultPage, 'InvalidNextToken');
      return {
        Commands: items.map(describedCommand),
        ...(next.nextToken === undefined ? {} : { NextToken: next.nextToken }),
      };
    },
    ListCommandInvocations({ Details = false, ...input }) {
      const all = listed(commands, input)
        .filter(isVisible)
        .flatMap((record) => [...record.invocations.values()].map((invocation) => ({ record, invocation })))
        .filter(({ invocation }) => input.InstanceId === undefined || invocation.instanceId === input.InstanceId);
      const { items, next } = pageOf(all, input.NextToken, input.MaxResults ?? defaultPage, 'InvalidNextToken');
      return {
        CommandInvocations: items.map(({ record, invocation }) => describedInvocation(record, invocation, Details)),
        ...(next.nextToken === undefined ? {} : { NextToken: next.nextToken }),
      };
    },
    CancelCommand({ CommandId = '', InstanceIds }) {
      const { invocations } = known(commands, CommandId);
      const ids = InstanceIds?.length ? InstanceIds : [...invocations.keys()];
      const strange = ids.filter((id) => !invocations.has(id));
      if (strange.length > 0)
        throw new AwsError('InvalidInstanceId', `The command was not sent to ${strange.join(', ')}`);
      for (const id of ids) {
        const invocation = invocations.get(id);
        if (invocation) commands.cancel(invocation);
      }
      return {};
    },
  } satisfies Operations<typeof client>;
};
