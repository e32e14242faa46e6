import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { AwsError } from '../../service.ts';

const members = ['ChecksumCRC32', 'ChecksumCRC32C', 'ChecksumCRC64NVME', 'ChecksumSHA1', 'ChecksumSHA256'] as const;

/** An object's checksums, base64, by the names of the API's members. */
export type Checksums = Partial<Record<(typeof members)[number], string>>;

const hash = (algorithm: string) => (body: Uint8Array) => createHash(algorithm).update(body).digest('base64');

/** Those that Node can compute; the others are kept as given. */
const compute: Partial<Record<(typeof members)[number], (body: Uint8Array) => string>> = {
  ChecksumCRC32: (body) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(crc32(body));
    return bytes.toString('base64');
  },
  ChecksumSHA1: hash('sha1'),
  ChecksumSHA256: hash('sha256'),
};

/**
 * Checks an upload against the checksums that came with it and returns them.
 *
 * @throws AwsError BadDigest or InvalidDigest
 */
export const checkedChecksums = (
  given: { [Name in keyof Checksums]: string | undefined } & { ContentMD5?: string | undefined },
  body: Uint8Array,
): Checksums => {
  const checksums: Checksums = {};
  for (const member of members) {
    const value = given[member];
    if (value === undefined) continue;
    if ((compute[member]?.(body) ?? value) !== value) {
      const name = member.replace('Checksum', '');
      throw new AwsError('BadDigest', `The ${name} you specified did not match the calculated checksum.`);
    }
    checksums[member] = value;
  }
  const { ContentMD5: md5 } = given;
  if (md5 !== undefined && Buffer.from(md5, 'base64').length !== 16) {
    throw new AwsError('InvalidDigest', 'The Content-MD5 you specified was invalid.');
  }
  if (md5 !== undefined && hash('md5')(body) !== md5) {
    throw new AwsError('BadDigest', 'The Content-MD5 you specified did not match what we received.');
  }
  return checksums;
};

/** The entity tag of a single upload: its MD5 in quotes. */
export const etagOf = (body: Uint8Array): string => `"${createHash('md5').update(body).digest('hex')}"`;
