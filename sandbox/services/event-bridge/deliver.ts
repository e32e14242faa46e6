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

/**
 * Sends an input to a target, again and later each time while the target's service fails or throttles.
 *
 * @returns undefined once it is delivered, else the last error
 */
export const deliver = async (clock: Clock, send: Send, target: Target, input: string): Promise<unknown> => {
  const { MaximumRetryAttempts: attempts, MaximumEventAgeInSeconds: age } = { ...defaultPolicy, ...target.RetryPolicy };
  const endsAt = clock.now() + (age ?? defaultPolicy.MaximumEventAgeInSeconds) * 1_000;
  for (let attempt = 0; ; attempt += 1) {
    try {
      await send(target, input);
      return undefined;
    } catch (error) {
      const delayMs = Math.min(1_000 * 2 ** attempt, longestDelayMs);
      const isLast = attempt >= (attempts ?? defaultPolicy.MaximumRetryAttempts) || clock.now() + delayMs > endsAt;
      if (isLast || !isRetried(error)) return error;
      await clock.sleep(delayMs);
    }
  }
};
