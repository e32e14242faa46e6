import { describe, expect, it } from '@jest/globals';
import { readSecrets } from '../../../sandbox/tasks/secrets.ts';

const arn = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:db-AbCdEf';
const values: Record<string, string> = { [arn]: '{"username":"reader","port":3306}', '/app/key': 'parameter' };
const read = (valueFrom: string) => readSecrets([{ name: 'VALUE', valueFrom }], (name) => values[name]);

describe('readSecrets', () => {
  it.each([
    ['a whole secret', arn, values[arn]],
    ['a JSON key of a secret', `${arn}:username::`, 'reader'],
    ['a number in a secret', `${arn}:port::`, '3306'],
    ['a parameter', '/app/key', 'parameter'],
  ])('reads %s', (_what, valueFrom, expected) => {
    expect(read(valueFrom)).toEqual({ variables: { VALUE: expected } });
  });

  it.each([
    ['a key that the secret lacks', `${arn}:password::`, 'did not contain json key password'],
    ['a secret that does not exist', `${arn}x`, 'ResourceNotFoundException'],
    ['a parameter that does not exist', '/app/none', 'invalid parameters: /app/none'],
  ])('says what is wrong with %s', (_what, valueFrom, expected) => {
    expect(read(valueFrom)).toEqual({ reason: expect.stringContaining(expected) });
  });

  it('names no value in a reason', () => {
    expect(JSON.stringify(read(`${arn}:password::`))).not.toContain('reader');
  });
});
