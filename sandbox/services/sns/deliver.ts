import type { Clock } from '../../clock.ts';
import { AwsError } from '../../service.ts';

/** A subscriber did not take a message. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  readonly isRetried: boolean;

  constructor(message: string, isRetried: boolean, options?: ErrorOptions) {
    super(message, options);
    this.isRetried = isRetried;
  }
}

const repeated = (times: number, delayMs: number): number[] => Array.from({ length: times }, () => delayMs);

/** Ten waits that grow from 1 s to 20 s, each by the same factor. */
const backoff = Array.from({ length: 10 }, (_, index) => Math.round(1_000 * 20 ** (index / 9)));

/**
 * What SNS waits before each retry, in ms. It adds jitter, which is left out here.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
 */
export const retryDelays = {
  /** HTTP and HTTPS where nothing else is said. */
  http: repeated(3, 20_000),
  /** SQS and Lambda: over 23 days. */
  managed: [...repeated(3, 0), ...repeated(2, 1_000), ...backoff, ...repeated(100_000, 20_000)],
};

/** The service of an endpoint may be busy or broken for a while; what it refuses, it refuses for ever. */
const isRetried = (error: unknown): boolean => {
  if (error instanceof DeliveryError) return error.isRetried;
  if (!(error instanceof AwsError)) return true;
  return error.status >= 500 || error.status === 429 || /Throttl|TooManyRequests/.test(error.code);
};

/**
 * Sends, again and later each time as the policy says.
 *
 * @returns undefined once it is delivered, else the last error
 */
export const deliver = async (clock: Clock, delaysMs: number[], send: () => Promise<void>): Promise<unknown> => {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await send();
      return undefined;
    } catch (error) {
      const delayMs = delaysMs[attempt];
      if (delayMs === undefined || !isRetried(error)) return error;
      await clock.sleep(delayMs);
    }
  }
};
