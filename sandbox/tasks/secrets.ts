import type { Secret } from '@aws-sdk/client-ecs';
import type { EcsPorts } from './context.ts';

/** A Secrets Manager ARN, or undefined for the name or ARN of an SSM parameter. */
const secretsManagerArn =
  /^(?<arn>arn:[\w-]+:secretsmanager:[\w-]*:\d*:secret:[^:]+)(?::(?<jsonKey>[^:]*):(?<stage>[^:]*):(?<version>[^:]*))?$/;

/**
 * Reads a container's secrets the way the agent does, JSON keys (`arn:…:secret:name:key::`) included.
 *
 * @returns environment variables, or the reason why a secret cannot be had; the reason never holds a value
 */
export const readSecrets = (
  secrets: Secret[],
  secretValue: EcsPorts['secretValue'],
): { variables: Record<string, string> } | { reason: string } => {
  const variables: Record<string, string> = {};
  for (const { name, valueFrom } of secrets) {
    const read = readSecret(valueFrom ?? '', secretValue);
    if ('reason' in read) return read;
    variables[name ?? ''] = read.value;
  }
  return { variables };
};

const readSecret = (
  valueFrom: string,
  secretValue: EcsPorts['secretValue'],
): { value: string } | { reason: string } => {
  const { arn, jsonKey } = secretsManagerArn.exec(valueFrom)?.groups ?? {};
  const whole = secretValue(arn ?? valueFrom);
  if (whole === undefined) {
    return {
      reason: arn
        ? `unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret ${arn} from secrets manager: ResourceNotFoundException: Secrets Manager can't find the specified secret.`
        : `unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid parameters: ${valueFrom}`,
    };
  }
  return jsonKey ? memberOf(whole, jsonKey) : { value: whole };
};

const memberOf = (json: string, key: string): { value: string } | { reason: string } => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    return { reason: 'unable to retrieve secret from asm: the secret is not valid JSON' };
  }
  const value = parsed !== null && typeof parsed === 'object' ? (parsed as Record<string, unknown>)[key] : undefined;
  if (value === undefined) {
    return {
      reason: `unable to retrieve secret from asm: service call has been retried 1 time(s): retrieved secret from Secrets Manager did not contain json key ${key}`,
    };
  }
  return { value: typeof value === 'string' ? value : JSON.stringify(value) };
};
