import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { ECSClient } from '@aws-sdk/client-ecs';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';

/** Where and how a client reaches AWS; what is absent comes from the environment. */
export interface ClientOptions {
  region?: string;
  endpoint?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string };
}

/** The outside world, by service. */
export interface Clients {
  ecs: ECSClient;
  ecsOnce: ECSClient;
  logs: CloudWatchLogsClient;
  s3: S3Client;
  sfn: SFNClient;
  sns: SNSClient;
}

/*
 * The only place a client is built. One function each, so that a bundle carries only the clients its function names.
 */

const attempts = { maxAttempts: 4 };

export const ecs = (options: ClientOptions = {}): ECSClient => new ECSClient({ ...attempts, ...options });

/** Sends once: for calls such as StartTask, which a repeated send would do twice. */
export const ecsOnce = (options: ClientOptions = {}): ECSClient => new ECSClient({ ...options, maxAttempts: 1 });

export const logs = (options: ClientOptions = {}): CloudWatchLogsClient =>
  new CloudWatchLogsClient({ ...attempts, ...options });

export const s3 = (options: ClientOptions = {}): S3Client => new S3Client({ ...attempts, ...options });

export const sfn = (options: ClientOptions = {}): SFNClient => new SFNClient({ ...attempts, ...options });

export const sns = (options: ClientOptions = {}): SNSClient => new SNSClient({ ...attempts, ...options });
