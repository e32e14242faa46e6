import { createHash, createSign } from 'node:crypto';
import type { PublicFile } from '../../service.ts';
import type { World } from '../../world.ts';

/** Makes signatures, and shows the certificate that they are checked by. */
export interface Signer {
  /** @param version `1`: SHA1; `2`: SHA256 */
  sign(text: string, version: string): Promise<{ signature: string; certificateUrl: string }>;
  /** The certificate, where the path is its own. */
  file(path: string): Promise<PublicFile | undefined>;
}

const dayMs = 86_400_000;

const createKey = async () => {
  // Loaded with the first message over HTTP: it takes a tenth of a second, which no start-up should wait for.
  const { generate } = await import('selfsigned');
  // Certificates are judged by the machine's time, whatever the sandbox's clock says.
  const now = Date.now();
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'sns.sandbox' }], {
    keyType: 'rsa',
    keySize: 2048,
    algorithm: 'sha256',
    notBeforeDate: new Date(now - dayMs),
    notAfterDate: new Date(now + 90 * dayMs),
  });
  const fingerprint = createHash('md5').update(cert).digest('hex');
  return { key, cert, path: `/SimpleNotificationService-${fingerprint}.pem` };
};

/**
 * Signs what SNS sends, by a key of the sandbox's own that nobody else trusts.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
 */
export const createSigner = (world: World): Signer => {
  let made: ReturnType<typeof createKey> | undefined;
  return {
    async sign(text, version) {
      made ??= createKey();
      const { key, path } = await made;
      const signature = createSign(version === '2' ? 'RSA-SHA256' : 'RSA-SHA1')
        .update(text)
        .sign(key, 'base64');
      return { signature, certificateUrl: `${world.endpointUrl}${path}` };
    },
    async file(path) {
      if (!made || !path.startsWith('/SimpleNotificationService-')) return undefined;
      const { cert, path: own } = await made;
      return path === own ? { contentType: 'application/x-pem-file', body: cert } : undefined;
    },
  };
};
