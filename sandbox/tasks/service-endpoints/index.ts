import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { World } from '../../world.ts';
import { type Certificates, createCertificates } from './certificates.ts';
import { certificateNames, serviceHosts, suffix } from './names.ts';
import { startResolver } from './resolver.ts';

export interface ServiceEndpoints {
  addresses: { serviceSuffix: string; resolver: string; certificateAuthorityFile: string };
  close(): Promise<void>;
}

/**
 * AWS's service endpoints as a task meets them, on loopback: their names resolve, and a TLS listener answers with a
 * certificate that an authority of the sandbox's own has signed.
 *
 * @param directory where the authority's certificate is written, for NODE_EXTRA_CA_CERTS
 */
export const startServiceEndpoints = async (world: World, directory: string): Promise<ServiceEndpoints> => {
  const [certificates, resolver] = await Promise.all([
    createCertificates(certificateNames(world.region)),
    startResolver(serviceHosts(world.region, world.accountId)),
  ]);
  const certificateAuthorityFile = join(directory, 'certificate-authority.pem');
  await writeFile(certificateAuthorityFile, certificates.authority);
  const server = listener(certificates);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    addresses: {
      serviceSuffix: `${suffix}:${port}`,
      resolver: `127.0.0.1:${resolver.port}`,
      certificateAuthorityFile,
    },
    close: async () => {
      server.closeAllConnections();
      await Promise.all([new Promise((resolve) => server.close(resolve)), resolver.close()]);
    },
  };
};

/** What ECS's real endpoints answer to `GET /` and `/ping`; calls of operations go to the sandbox's AWS endpoint. */
const listener = ({ key, certificate }: Certificates): Server => {
  const server = createServer({ key, cert: certificate }, (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain' }).end('healthy');
  });
  // A probe may hang up in the middle of a handshake.
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  return server;
};
