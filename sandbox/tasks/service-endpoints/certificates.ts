import { isIP } from 'node:net';

/** All in PEM. */
export interface Certificates {
  authority: string;
  certificate: string;
  key: string;
}

const dayMs = 86_400_000;

const alternativeName = (name: string) =>
  isIP(name) === 0 ? ({ type: 2, value: name } as const) : ({ type: 7, ip: name } as const);

/**
 * Makes a certificate authority and a certificate of its for names and addresses. Nothing outside the sandbox trusts it,
 * and its keys are never written to disk.
 */
export const createCertificates = async (names: readonly string[]): Promise<Certificates> => {
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
  const server = await generate([{ name: 'commonName', value: names[0] ?? '' }], {
    ...common,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: names.map(alternativeName) },
    ],
  });
  return { authority: authority.cert, certificate: server.cert, key: server.private };
};
