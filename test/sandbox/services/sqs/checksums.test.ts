import { describe, expect, it } from '@jest/globals';
import { md5Of, md5OfAttributes } from '../../../../sandbox/services/sqs/checksums.ts';

describe('the checksums of SQS', () => {
  it('are the MD5 of a body', () => {
    expect(md5Of('a')).toBe('0cc175b9c0f1b6a831c399e269772661');
  });

  it('are the MD5 of attributes as AWS computes it', () => {
    const timestamp = { DataType: 'Number', StringValue: '1493147359900' };
    expect(md5OfAttributes({ timestamp })).toBe('235c5c510d26fb653d073faed50ae77c');
    expect(md5OfAttributes({})).toBeUndefined();
  });

  it('do not depend on the order of attributes', () => {
    const [a, b] = [
      { DataType: 'String', StringValue: 'x' },
      { DataType: 'Binary', BinaryValue: new Uint8Array([1]) },
    ];
    expect(md5OfAttributes({ a, b })).toBe(md5OfAttributes({ b, a }));
  });
});
