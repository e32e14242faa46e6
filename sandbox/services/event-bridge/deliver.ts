import type { Target } from '@aws-sdk/client-eventbridge';
import type { Clock } from '../../clock.ts';
import { AwsError } from '../../service.ts';

/** Sends a target its input. Fails with an AwsError as the target's service would. */
export type Send = (target: Target, input: string) => Promise<void>;

/**
 * EventBridge's policy where the target has none: a day.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html
 */
const defaultPolicy = { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 };

const longestDelayMs = 15 * 60_000;

/** Others, such as a target that is gone or a template that makes no JSON, are not tried again. */
const isRetried = (error: unknown): boolean =>
  error instanceof AwsError &&
  (error.status >= 500 || error.status === 429 || /Throttl|TooManyRequests/.test(error.code));

/** Why an input was given up. */
export interface Failure {
  /** The last error. */
  error: unknown;
  /** How often it was tried again. */
  retries: number;
  /** The limit that ended it; absent where an error is not tried again at all. */
  exhausted: 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds' | undefined;
}

/**
 * Sends an input to a target, again and later each time while the target's service fails or throttles.
 *
 * @returns undefined once it is delivered
 */
export const deliver = async (
  clock: Clock,
  send: Send,
  target: Target,
  input: string,
): Promise<Failure | undefined> => {
  const startedAt = clock.now();
  for (let retries = 0; ; retries += 1) {
    try {
      await send(target, input);
      return undefined;
    } catch (error) {
      if (!isRetried(error)) return { error, retries, exhausted: undefined };
      const { MaximumRetryAttempts: most, MaximumEventAgeInSeconds: age } = { ...defaultPolicy, ...target.RetryPolicy };
      if (retries >= (most ?? defaultPolicy.MaximumRetryAttempts)) {
        return { error, retries, exhausted: 'MaximumRetryAttempts' };
      }
      const delayMs = Math.min(1_000 * 2 ** retries, longestDelayMs);
      if (clock.now() + delayMs > startedAt + (age ?? defaultPolicy.MaximumEventAgeInSeconds) * 1_000) {
        return { error, retries, exhausted: 'MaximumEventAgeInSeconds' };
      }
      await clock.sleep(delayMs);
    }
  }
};
