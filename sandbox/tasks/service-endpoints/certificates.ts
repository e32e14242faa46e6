import { certificateNames } from './names.ts';

/** All in PEM. */
export interface Certificates {
  authority: string;
  certificate: string;
  key: string;
}

const dayMs = 86_400_000;

/**
 * Makes a certificate authority and a certificate of its for the sandbox's service endpoints. Nothing outside the
 * sandbox trusts it, and its keys are never written to disk.
 */
export const createCertificates = async (region: string): Promise<Certificates> => {
  // Loaded with the first task: it takes a tenth of a second, which no start-up should wait for.
  const { generate } = await import('selfsigned');
  // Certificates are judged by the machine's time, whatever the sandbox's clock says.
  const now = Date.now();
  const common = {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(now - dayMs),
    notAfterDate: new Date(now + 90 * dayMs),
  } as const;
  const authority = await generate([{ name: 'commonName', value: 'ecs-runbooks sandbox CA' }], {
    ...common,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const names = certificateNames(region);
  const server = await generate([{ name: 'commonName', value: names[0] ?? '' }], {
    ...common,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: names.map((value) => ({ type: 2, value })) },
    ],
  });
  return { authority: authority.cert, certificate: server.cert, key: server.private };
};
