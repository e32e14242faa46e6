import { randomBytes } from 'node:crypto';
import * as client from '@aws-sdk/client-sts';
import { AwsError, defineService } from '../service.ts';
import type { World } from '../world.ts';

const rolePattern = /^arn:aws[\w-]*:iam::(\d{12}):role\/(?:.*\/)?([\w+=,.@-]+)$/;
const shortestSessionSeconds = 900;
const longestSessionSeconds = 43_200;

const invalid = (detail: string) => new AwsError('ValidationError', `1 validation error detected: ${detail}`);
const letters = (count: number): string => randomBytes(count).toString('hex').toUpperCase().slice(0, count);

/** STS: who the caller is, and roles to assume; every role of the account can be assumed. */
export const stsService = (world: World) => {
  /** Sessions by access key id, so that GetCallerIdentity names the role that a caller has assumed. */
  const sessions = new Map<string, { arn: string; userId: string }>();

  return {
    service: defineService('sts', client, {
      GetCallerIdentity(_input, { accessKeyId }) {
        const session = sessions.get(accessKeyId);
        return {
          Account: world.accountId,
          UserId: session?.userId ?? 'AIDASANDBOXOPERATOR00',
          Arn: session?.arn ?? `arn:aws:iam::${world.accountId}:user/sandbox`,
        };
      },
      AssumeRole({ RoleArn = '', RoleSessionName = '', DurationSeconds = 3600 }) {
        const { account, role } = checkedRole(RoleArn, RoleSessionName, DurationSeconds);
        const arn = `arn:aws:sts::${account}:assumed-role/${role}/${RoleSessionName}`;
        const userId = `AROA${letters(17)}:${RoleSessionName}`;
        const accessKeyId = `ASIA${letters(16)}`;
        sessions.set(accessKeyId, { arn, userId });
        return {
          Credentials: {
            AccessKeyId: accessKeyId,
            SecretAccessKey: randomBytes(30).toString('base64'),
            SessionToken: randomBytes(120).toString('base64'),
            Expiration: new Date(world.clock.now() + DurationSeconds * 1000),
          },
          AssumedRoleUser: { Arn: arn, AssumedRoleId: userId },
        };
      },
    }),
  };
};

/** @throws AwsError ValidationError */
const checkedRole = (RoleArn: string, RoleSessionName: string, DurationSeconds: number) => {
  const [, account, role] = rolePattern.exec(RoleArn) ?? [];
  if (account === undefined || role === undefined) {
    throw new AwsError('ValidationError', `${RoleArn} is invalid`);
  }
  if (!/^[\w+=,.@-]{2,64}$/.test(RoleSessionName)) {
    throw invalid(
      `Value '${RoleSessionName}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]{2,64}`,
    );
  }
  if (DurationSeconds < shortestSessionSeconds || DurationSeconds > longestSessionSeconds) {
    throw invalid(
      `Value '${DurationSeconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value between ${shortestSessionSeconds} and ${longestSessionSeconds}`,
    );
  }
  return { account, role };
};
