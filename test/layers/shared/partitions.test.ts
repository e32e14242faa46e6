import { describe, expect, it } from '@jest/globals';
import { partitionOfRegion } from '../../../layers/shared/partitions.ts';

describe('partitionOfRegion', () => {
  it.each([
    ['us-east-1', 'aws', 'amazonaws.com'],
    ['cn-northwest-1', 'aws-cn', 'amazonaws.com.cn'],
    ['us-gov-west-1', 'aws-us-gov', 'amazonaws.com'],
    ['us-iso-east-1', 'aws-iso', 'c2s.ic.gov'],
    ['us-isob-east-1', 'aws-iso-b', 'sc2s.sgov.gov'],
    ['eusc-de-east-1', 'aws-eusc', 'amazonaws.eu'],
    ['xx-new-1', 'aws', 'amazonaws.com'],
  ])('puts %s into %s', (region, name, dnsSuffix) => {
    expect(partitionOfRegion(region)).toEqual({ name, dnsSuffix });
  });
});
