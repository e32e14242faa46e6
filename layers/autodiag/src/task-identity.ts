import { errorMessage, errorName, rootCause } from '../../shared/errors.ts';
import type { AutodiagReport } from '../contract.ts';
import type { Places } from './environment/places.ts';

/** What is known of the task that this program runs in. */
export type TaskIdentity = AutodiagReport['task'];

/** The identity, where it came from, and what could not be learnt. */
export interface LearntIdentity {
  task: TaskIdentity;
  /** In words, e.g. `task metadata endpoint v4`. */
  source: string;
  /** Why something is missing; empty where nothing is. */
  gaps: string[];
}

/** Members of `${ECS_CONTAINER_METADATA_URI_V4}/task` read here. */
interface TaskMetadata {
  Cluster?: string;
  TaskARN?: string;
  LaunchType?: string;
}

/** The agent answers at once, or not at all: a silent endpoint must not hold the diagnosis up. */
const metadataTimeoutMs = 2_000;

const askMetadata = async (uri: string): Promise<TaskMetadata> => {
  const response = await fetch(`${uri}/task`, { signal: AbortSignal.timeout(metadataTimeoutMs), redirect: 'error' });
  if (!response.ok) throw new Error(`it answered ${response.status}`);
  const body: unknown = await response.json();
  if (typeof body !== 'object' || body === null) throw new Error('it answered no JSON object');
  return body;
};

const reasonOf = (error: unknown): string =>
  errorName(error) === 'TimeoutError'
    ? `it did not answer within ${metadataTimeoutMs / 1000} s`
    : errorMessage(rootCause(error));

/** Of what the endpoint says, in characters: an ARN has fewer, and the report line must stay short. */
const maxTextLength = 300;

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value.slice(0, maxTextLength) : undefined;

const regionOfArn = (arn: string | undefined): string | undefined => text(arn?.split(':')[3]);

const identityOf = (metadata: TaskMetadata, { executionEnvironment, region }: Places): TaskIdentity => {
  const taskArn = text(metadata.TaskARN);
  const cluster = text(metadata.Cluster)?.split('/').at(-1);
  const launchType =
    text(metadata.LaunchType) ?? /^AWS_ECS_(EC2|FARGATE|EXTERNAL)$/.exec(executionEnvironment ?? '')?.[1];
  const taskRegion = regionOfArn(taskArn) ?? region;
  return {
    ...(taskRegion !== undefined && { region: taskRegion }),
    ...(cluster !== undefined && { cluster }),
    ...(taskArn !== undefined && { taskArn }),
    ...(launchType !== undefined && { launchType }),
  };
};

const missingParts = (task: TaskIdentity): string[] => {
  const parts = {
    region: 'the region',
    cluster: 'the cluster',
    taskArn: 'the task’s ARN',
    launchType: 'the launch type',
  };
  const missing = Object.entries(parts).filter(([part]) => !(part in task));
  return missing.length === 0 ? [] : [`could not learn ${missing.map(([, words]) => words).join(', ')}`];
};

/**
 * Learns region, cluster, task and launch type: from the task metadata endpoint v4, else v3 (which has no LaunchType:
 * AWS_EXECUTION_ENV tells), else from the environment alone. Never throws; each endpoint gets 2 s.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4-response.html
 */
export const learnIdentity = async (places: Places): Promise<LearntIdentity> => {
  const endpoints = [
    { version: 'v4', uri: places.metadataUriV4 },
    { version: 'v3', uri: places.metadataUriV3 },
  ];
  const gaps: string[] = [];
  for (const { version, uri } of endpoints) {
    if (uri === undefined) continue;
    try {
      const task = identityOf(await askMetadata(uri), places);
      return { task, source: `task metadata endpoint ${version}`, gaps: [...gaps, ...missingParts(task)] };
    } catch (error) {
      gaps.push(`task metadata endpoint ${version}: ${reasonOf(error)}`);
    }
  }
  if (gaps.length === 0) gaps.push('there is no task metadata endpoint: this is no ECS task');
  const task = identityOf({}, places);
  return { task, source: 'environment variables', gaps: [...gaps, ...missingParts(task)] };
};

/** The account of a task, from its ARN. */
export const accountOf = ({ taskArn }: TaskIdentity): string | undefined => text(taskArn?.split(':')[4]);
