import type {
  CreateEventSourceMappingCommandInput as CreateInput,
  UpdateEventSourceMappingCommandInput as UpdateInput,
} from '@aws-sdk/client-lambda';
import { AwsError } from '../../service.ts';

/** What can be set of a mapping, and be changed. */
export interface MappingSettings {
  isEnabled: boolean;
  batchSize: number;
  windowSeconds: number;
  reportsFailures: boolean;
  /** Undefined where Lambda chooses. */
  maximumConcurrency: number | undefined;
}

/** Of a mapping whose queue is a standard one. */
export const defaultSettings: MappingSettings = {
  isEnabled: true,
  batchSize: 10,
  windowSeconds: 0,
  reportsFailures: false,
  maximumConcurrency: undefined,
};

/** Batches larger than this need a window. */
const mostWithoutWindow = 10;

type Input = Omit<CreateInput & UpdateInput, 'UUID' | 'FunctionName'>;

/** What the sandbox acts on; everything else that is set is refused by its name. */
const known = new Set<string>([
  'UUID',
  'FunctionName',
  'EventSourceArn',
  'Enabled',
  'BatchSize',
  'MaximumBatchingWindowInSeconds',
  'FunctionResponseTypes',
  'ScalingConfig',
  'Tags',
] satisfies (keyof CreateInput | keyof UpdateInput)[]);

/**
 * A mapping's settings with those of a request in place of them.
 *
 * @throws AwsError ValidationException for a value out of bounds, InvalidParameterValueException for what does not go together
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html
 */
export const changedSettings = (before: MappingSettings, input: Input): MappingSettings => {
  checkKnown(input);
  const { Enabled, BatchSize, MaximumBatchingWindowInSeconds, FunctionResponseTypes, ScalingConfig } = input;
  checkBounds('batchSize', BatchSize, 1, 10_000);
  checkBounds('maximumBatchingWindowInSeconds', MaximumBatchingWindowInSeconds, 0, 300);
  checkBounds('scalingConfig.maximumConcurrency', ScalingConfig?.MaximumConcurrency, 2, 1_000);
  checkResponseTypes(FunctionResponseTypes);
  const settings: MappingSettings = {
    isEnabled: Enabled ?? before.isEnabled,
    batchSize: BatchSize ?? before.batchSize,
    windowSeconds: MaximumBatchingWindowInSeconds ?? before.windowSeconds,
    reportsFailures: FunctionResponseTypes ? FunctionResponseTypes.length > 0 : before.reportsFailures,
    maximumConcurrency: ScalingConfig ? ScalingConfig.MaximumConcurrency : before.maximumConcurrency,
  };
  if (settings.batchSize > mostWithoutWindow && settings.windowSeconds === 0) {
    throw invalidMapping(
      `Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than ${mostWithoutWindow}`,
    );
  }
  return settings;
};

/** What does not go together, or names what is not there. */
export const invalidMapping = (message: string): AwsError =>
  new AwsError('InvalidParameterValueException', message, 400, { Type: 'User' });

const checkKnown = (input: Input): void => {
  const ignored = Object.entries(input)
    .filter(([name, value]) => value !== undefined && !known.has(name))
    .map(([name]) => name);
  if (ignored.length === 0) return;
  throw invalidMapping(`the sandbox does not act on ${ignored.join(', ')} of an event source mapping; leave it out`);
};

const checkBounds = (member: string, value: number | undefined, least: number, most: number): void => {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return;
  const bound = value < least ? `greater than or equal to ${least}` : `less than or equal to ${most}`;
  throw violated(member, value, `have value ${bound}`);
};

const checkResponseTypes = (types: string[] = []): void => {
  if (types.length > 1) throw violated('functionResponseTypes', types, 'have length less than or equal to 1');
  if (types.every((type) => type === 'ReportBatchItemFailures')) return;
  const satisfied = 'satisfy constraint: [Member must satisfy enum value set: [ReportBatchItemFailures]]';
  throw violated('functionResponseTypes', types, satisfied);
};

const violated = (member: string, value: unknown, bound: string): AwsError => {
  const text = Array.isArray(value) ? `[${value.join(', ')}]` : String(value);
  return new AwsError(
    'ValidationException',
    `1 validation error detected: Value '${text}' at '${member}' failed to satisfy constraint: Member must ${bound}`,
  );
};
