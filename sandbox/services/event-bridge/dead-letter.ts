import type { Target } from '@aws-sdk/client-eventbridge';
import { AwsError } from '../../service.ts';
import type { Failure } from './deliver.ts';
import type { MatchedRule } from './target-input.ts';

/** Attributes of a message as SQS takes them. */
export type TextAttributes = Record<string, { DataType: 'String'; StringValue: string }>;

/** The reasons that EventBridge names, by the codes of the services that it delivers to. */
const reasons: [code: RegExp, reason: string][] = [
  [/Throttl|TooManyRequests/, 'THROTTLING'],
  [/AccessDenied|NotAuthorized|^Kms/, 'NO_PERMISSIONS'],
  [/NotFound|DoesNotExist|NonExist|NoSuch/, 'NO_RESOURCE'],
  [/AlreadyExists/, 'RESOURCE_ALREADY_EXISTS'],
  [/LimitExceeded|OverLimit/, 'RESOURCE_LIMIT_EXCEEDED'],
  [/InvalidExecutionInput|InvalidRequestContent/, 'INVALID_JSON'],
];

const reasonOf = (error: unknown): string => {
  if (!(error instanceof AwsError)) return 'INTERNAL_ERROR';
  const [, reason] = reasons.find(([code]) => code.test(error.code)) ?? [];
  return reason ?? (error.status >= 500 ? 'ERROR_FROM_TARGET' : 'INVALID_PARAMETER');
};

/**
 * What tells in a dead-letter queue why an event lies there. The message itself is the event as it was, not what the target
 * would have been sent.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 */
export const deadLetterAttributes = (rule: MatchedRule, target: Target, failure: Failure): TextAttributes => {
  const { error, retries, exhausted } = failure;
  const texts = {
    RULE_ARN: rule.arn,
    TARGET_ARN: target.Arn ?? '',
    ERROR_CODE: reasonOf(error),
    ERROR_MESSAGE: error instanceof Error ? error.message : String(error),
    RETRY_ATTEMPTS: String(retries),
    ...(exhausted && { EXHAUSTED_RETRY_CONDITION: exhausted }),
  };
  return Object.fromEntries(
    Object.entries(texts)
      // SQS takes no empty values.
      .filter(([, text]) => text !== '')
      .map(([name, text]) => [name, { DataType: 'String', StringValue: text }]),
  );
};
