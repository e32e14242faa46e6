import type { SendCommandCommandInput, Target } from '@aws-sdk/client-ssm';
import type { HostRecord, Hosts } from '../../hosts/index.ts';
import { AwsError } from '../../service.ts';
import type { World } from '../../world.ts';
import { checkLength, checkRange, constraint } from './errors.ts';
import { isManaged, isOnline } from './nodes.ts';

/** The documents there are, with the platform that each is for. */
const documents: Record<string, { platform: HostRecord['platform']; parameters: string[] }> = {
  'AWS-RunShellScript': { platform: 'Linux', parameters: ['commands', 'workingDirectory', 'executionTimeout'] },
  'AWS-RunPowerShellScript': { platform: 'Windows', parameters: ['commands', 'workingDirectory', 'executionTimeout'] },
};

/** What SendCommand is asked for, once it is found right. */
export interface CommandRequest {
  documentName: string;
  parameters: Record<string, string[]>;
  comment: string;
  instanceIds: string[];
  targets: Target[];
  /** Told again, and not kept to: all nodes run it at once. */
  maxConcurrency: string;
  maxErrors: string;
  timeoutSeconds: number;
}

/** What the sandbox does not do with a command. */
const notServed = [
  'AlarmConfiguration',
  'CloudWatchOutputConfig',
  'DocumentHash',
  'NotificationConfig',
  'OutputS3BucketName',
  'OutputS3KeyPrefix',
  'OutputS3Region',
  'ServiceRoleArn',
] as const;

const mostInstances = 50;
const defaultTimeoutSeconds = 3_600;

const documentOf = (name: string) => {
  const document = Object.hasOwn(documents, name) ? documents[name] : undefined;
  if (document) return document;
  const there = Object.keys(documents).join(' and ');
  throw new AwsError('InvalidDocument', `Document with name ${name} does not exist; the sandbox has ${there}.`);
};

const checkParameters = (given: Record<string, string[]>, known: string[]): void => {
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new AwsError('InvalidParameters', `Parameter "${unknown}" is not defined in the document.`);
  }
  if (!given['commands']?.length) throw new AwsError('InvalidParameters', 'Parameter "commands" requires a value.');
};

const targetsError = () =>
  new AwsError(
    'ValidationException',
    'Targets must be specified in one of the following formats: 1) 1 target with "Key=InstanceIds" and "Values=" a list of up to 50 instance IDs, or 2) Up to 5 targets, each of which can be either "Key=tag:<key>,Values=<tag_values>" or "Key=tag-key,Values=<tag_keys>".',
  );

const matches = (host: HostRecord, { Key = '', Values = [] }: Target): boolean =>
  host.tags.some((tag) =>
    Key === 'tag-key' ? Values.includes(tag.Key) : Key === `tag:${tag.Key}` && Values.includes(tag.Value),
  );

/** The ids that targets stand for: those listed, or the managed nodes that have all the tags. */
const targeted = (hosts: Hosts, targets: Target[]): string[] => {
  checkLength(targets, 'targets', 0, 5);
  const [first, ...rest] = targets;
  if (first?.Key === 'InstanceIds') {
    if (rest.length > 0 || !first.Values?.length || first.Values.length > mostInstances) throw targetsError();
    return first.Values;
  }
  if (!targets.every(({ Key = '', Values = [] }) => /^tag(?:-key$|:.+)/.test(Key) && Values.length > 0)) {
    throw targetsError();
  }
  return [...hosts.all.values()]
    .filter(isManaged)
    .filter((host) => targets.every((target) => matches(host, target)))
    .map(({ id }) => id);
};

const checkSettings = (input: SendCommandCommandInput): void => {
  const { DocumentName = '', DocumentVersion = '$DEFAULT', Comment = '', TimeoutSeconds } = input;
  if (!/^[\w.:/-]{3,}$/.test(DocumentName)) {
    throw constraint(DocumentName, 'documentName', 'satisfy regular expression pattern: ^[a-zA-Z0-9_\\-.:/]{3,128}$');
  }
  checkRange(TimeoutSeconds, 'timeoutSeconds', 30, 2_592_000);
  if (Comment.length > 100) throw constraint(Comment, 'comment', 'have length less than or equal to 100');
  const unserved = notServed.find((name) => input[name] !== undefined);
  if (unserved) throw new AwsError('ValidationException', `the sandbox sends no commands with ${unserved}`);
  if (!/^(?:\$DEFAULT|\$LATEST|1)$/.test(DocumentVersion)) {
    throw new AwsError('InvalidDocumentVersion', `Document version ${DocumentVersion} does not exist.`);
  }
};

const instancesOf = (hosts: Hosts, { InstanceIds, Targets }: SendCommandCommandInput): string[] => {
  checkLength(InstanceIds, 'instanceIds', 0, mostInstances);
  if (!InstanceIds?.length === !Targets?.length) {
    throw new AwsError('ValidationException', 'Exactly one of InstanceIds and Targets must be specified.');
  }
  const ids = Targets?.length ? targeted(hosts, Targets) : (InstanceIds ?? []);
  const malformed = ids.find((id) => !/^(?:i-(?:[0-9a-f]{8}|[0-9a-f]{17})|mi-[0-9a-f]{17})$/.test(id));
  if (malformed !== undefined) {
    const pattern = '(^i-(\\w{8}|\\w{17})$)|(^mi-\\w{17}$)';
    throw constraint(
      `[${malformed}]`,
      'instanceIds',
      `satisfy constraint: [Member must satisfy regular expression pattern: ${pattern}]`,
    );
  }
  if (new Set(ids).size < ids.length) throw new AwsError('DuplicateInstanceId', 'An instance ID is specified twice.');
  return ids;
};

const checkNodes = ({ accountId }: World, hosts: Hosts, ids: string[], platform: HostRecord['platform']): void => {
  const lost = ids.filter((id) => !isOnline(hosts.all.get(id)));
  if (lost.length > 0) {
    const message = `Instances [[${lost.join(', ')}]] not in a valid state for account ${accountId}`;
    throw new AwsError('InvalidInstanceId', message);
  }
  const other = ids.map(hosts.get).find((host) => host.platform !== platform);
  if (other) {
    const message = `Cannot perform operation for instance id ${other.id} of platform type ${other.platform}`;
    throw new AwsError('UnsupportedPlatformType', message);
  }
};

/**
 * Applies SendCommand's rules. Every node must be managed, Online and of the document's platform, or nothing is sent.
 *
 * @throws AwsError ValidationException, InvalidDocument, InvalidDocumentVersion, InvalidParameters, DuplicateInstanceId, InvalidInstanceId,
 *   UnsupportedPlatformType
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_SendCommand.html
 */
export const readCommand = (world: World, hosts: Hosts, input: SendCommandCommandInput): CommandRequest => {
  const { DocumentName = '', Parameters = {}, Comment = '', TimeoutSeconds, Targets = [] } = input;
  checkSettings(input);
  const instanceIds = instancesOf(hosts, input);
  const { platform, parameters } = documentOf(DocumentName);
  checkParameters(Parameters, parameters);
  checkNodes(world, hosts, instanceIds, platform);
  return {
    documentName: DocumentName,
    parameters: Parameters,
    comment: Comment,
    instanceIds,
    targets: Targets,
    maxConcurrency: input.MaxConcurrency ?? '50',
    maxErrors: input.MaxErrors ?? '0',
    timeoutSeconds: TimeoutSeconds ?? defaultTimeoutSeconds,
  };
};
