import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { IAMClient } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';

/** Where and how a client reaches AWS; what is absent comes from the environment. */
export interface ClientOptions {
  region?: string;
  endpoint?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string };
}

/** The outside world, by service. */
export interface Clients {
  autoScaling: ApplicationAutoScalingClient;
  ec2: EC2Client;
  ecs: ECSClient;
  ecsOnce: ECSClient;
  elb: ElasticLoadBalancingV2Client;
  iam: IAMClient;
  logs: CloudWatchLogsClient;
  s3: S3Client;
  secretsManager: SecretsManagerClient;
  sfn: SFNClient;
  sns: SNSClient;
  sqs: SQSClient;
  ssm: SSMClient;
}

/*
 * The only place a client is built. One function each, so that a bundle carries only the clients its function names.
 */

const attempts = { maxAttempts: 4 };

export const autoScaling = (options: ClientOptions = {}): ApplicationAutoScalingClient =>
  new ApplicationAutoScalingClient({ ...attempts, ...options });

export const ec2 = (options: ClientOptions = {}): EC2Client => new EC2Client({ ...attempts, ...options });

export const ecs = (options: ClientOptions = {}): ECSClient => new ECSClient({ ...attempts, ...options });

/** Sends once: for calls such as StartTask, which a repeated send would do twice. */
export const ecsOnce = (options: ClientOptions = {}): ECSClient => new ECSClient({ ...options, maxAttempts: 1 });

export const elb = (options: ClientOptions = {}): ElasticLoadBalancingV2Client =>
  new ElasticLoadBalancingV2Client({ ...attempts, ...options });

export const iam = (options: ClientOptions = {}): IAMClient => new IAMClient({ ...attempts, ...options });

export const logs = (options: ClientOptions = {}): CloudWatchLogsClient =>
  new CloudWatchLogsClient({ ...attempts, ...options });

export const s3 = (options: ClientOptions = {}): S3Client => new S3Client({ ...attempts, ...options });

export const secretsManager = (options: ClientOptions = {}): SecretsManagerClient =>
  new SecretsManagerClient({ ...attempts, ...options });

export const sfn = (options: ClientOptions = {}): SFNClient => new SFNClient({ ...attempts, ...options });

export const sns = (options: ClientOptions = {}): SNSClient => new SNSClient({ ...attempts, ...options });

export const sqs = (options: ClientOptions = {}): SQSClient => new SQSClient({ ...attempts, ...options });

export const ssm = (options: ClientOptions = {}): SSMClient => new SSMClient({ ...attempts, ...options });
