import * as v from 'valibot';

/** Schema pieces for request fields. A message says what is expected and never repeats the value: it may be a secret. */

/** Text of 1 to `maxLength` characters, none of them a control character. */
export const text = (maxLength: number) => {
  const expected = `text of 1 to ${maxLength} characters`;
  return v.pipe(
    v.string(expected),
    v.nonEmpty(expected),
    v.maxLength(maxLength, expected),
    v.check((value) => !/\p{Cc}/u.test(value), `${expected} without control characters`),
  );
};

/**
 * A whole number between both bounds. Digits in a string are taken too, because `field=value` on a command line and
 * event templates give strings.
 */
export const integer = (least: number, most: number) => {
  const expected = `a whole number from ${least} to ${most}`;
  return v.pipe(
    v.union([v.number(), v.pipe(v.string(), v.regex(/^\d{1,9}$/), v.transform(Number))], expected),
    v.integer(expected),
    v.minValue(least, expected),
    v.maxValue(most, expected),
  );
};

/** The ARN of a Secrets Manager secret or of an SSM parameter. */
export const secretArn = () => {
  const expected = 'the ARN of a Secrets Manager secret or of an SSM SecureString parameter';
  return v.pipe(
    v.string(expected),
    v.regex(/^arn:[^:\s]+:(secretsmanager:[^:\s]+:\d{12}:secret:|ssm:[^:\s]+:\d{12}:parameter\/)\S+$/, expected),
  );
};
