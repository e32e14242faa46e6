/** An AWS partition: its name in ARNs and the suffix of its service hosts. */
export interface Partition {
  name: string;
  dnsSuffix: string;
}

/** Region prefixes of the partitions that are not `aws`, as in the SDK's own endpoint rules. */
const byRegionPrefix: readonly [prefix: string, partition: Partition][] = [
  ['cn-', { name: 'aws-cn', dnsSuffix: 'amazonaws.com.cn' }],
  ['us-gov-', { name: 'aws-us-gov', dnsSuffix: 'amazonaws.com' }],
  ['us-isob-', { name: 'aws-iso-b', dnsSuffix: 'sc2s.sgov.gov' }],
  ['us-isof-', { name: 'aws-iso-f', dnsSuffix: 'csp.hci.ic.gov' }],
  ['us-iso-', { name: 'aws-iso', dnsSuffix: 'c2s.ic.gov' }],
  ['eu-isoe-', { name: 'aws-iso-e', dnsSuffix: 'cloud.adc-e.uk' }],
  ['eusc-', { name: 'aws-eusc', dnsSuffix: 'amazonaws.eu' }],
];

/**
 * The partition that a region belongs to; an unknown region counts as `aws`, as the SDKs do.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
export const partitionOfRegion = (region: string): Partition =>
  byRegionPrefix.find(([prefix]) => region.startsWith(prefix))?.[1] ?? { name: 'aws', dnsSuffix: 'amazonaws.com' };
