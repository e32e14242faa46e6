import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** A port that answers and one that surely does not, both on this machine. */
export interface DemoPorts {
  host: string;
  /** An HTTP server, which answers `/health`. */
  open: number;
  /** Refuses connections for as long as the demo lasts. */
  closed: number;
  close(): Promise<void>;
}

const host = '127.0.0.1';

const healthServer = (): Server =>
  createServer((request, response) => {
    const isHealth = request.url === '/health';
    response.writeHead(isHealth ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(isHealth ? { status: 'ok' } : { message: 'only /health is here' }));
  });

/**
 * Opens both. The closed port is the near end of a connection held open: the system gives it to nobody else, and no one
 * listens there. (A port merely freed could be taken again by anyone.)
 */
export const openDemoPorts = async (): Promise<DemoPorts> => {
  const server = healthServer();
  // An idle connection must not be dropped for sending no request.
  server.headersTimeout = 0;
  server.requestTimeout = 0;
  server.listen(0, host);
  await once(server, 'listening');
  const open = (server.address() as AddressInfo).port;
  const holding: Socket = connect(open, host);
  await once(holding, 'connect');
  return {
    host,
    open,
    closed: holding.localPort ?? 0,
    close: async () => {
      holding.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
