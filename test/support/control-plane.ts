import { once } from 'node:events';
import { createServer, type Server as HttpServer, type RequestListener } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { connect } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { certificateFor, type Listener, type Pems } from './listeners.ts';

/** What the control plane does with a connection whose handshake is done. */
export type Behaviour = (socket: TLSSocket) => void;

/** An HTTPS server by hand, so that it can misbehave in every byte. */
export interface ControlPlane extends Listener {
  /** Connections that are open now. */
  openConnections(): number;
  /** Connections that there were in all. */
  connections(): number;
  /** Heads of the requests. */
  requests: string[];
  become(behaviour: Behaviour): void;
}

/** Answers each request with these bytes and leaves the connection open, as keep-alive does. */
export const answering =
  (answer: string): Behaviour =>
  (socket) => {
    socket.on('data', () => socket.write(answer));
  };

export const healthy = answering('HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\nConnection: keep-alive\r\n\r\n{}\n');

/** Starts one on a port of 127.0.0.1. */
export const startControlPlane = async (
  { cert, private: key }: Pems,
  first: Behaviour = healthy,
): Promise<ControlPlane> => {
  let behaviour = first;
  let count = 0;
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  const server = createTlsServer({ cert, key }, (socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (bytes: Buffer) => requests.push(bytes.toString('latin1')));
    behaviour(socket);
  }).on('tlsClientError', () => undefined);
  server.on('connection', (socket: Socket) => {
    count += 1;
    sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    openConnections: () => sockets.size,
    connections: () => count,
    requests,
    become: (next) => {
      behaviour = next;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
};

/** An issuer and what it certifies for a host. */
export const certified = async (host: string): Promise<{ issuer: Pems; pems: Pems }> => {
  const issuer = await certificateFor('issuer.example.com', 400);
  return { issuer, pems: await certificateFor(host, 90, issuer) };
};

/** An HTTP proxy on a port of 127.0.0.1 that leads every tunnel to one port, whatever was asked for. */
export const startProxy = async (
  leadsTo: number,
  refusal: (authorization: string | undefined) => string | undefined = () => undefined,
): Promise<Listener & { targets: string[] }> => {
  const targets: string[] = [];
  const notATunnel: RequestListener = (_, response) => response.writeHead(400).end();
  const server: HttpServer = createServer(notATunnel);
  const sockets = new Set<Socket>();
  server.on('connect', (request, stream) => {
    const client = stream as Socket;
    sockets.add(client.on('error', () => undefined));
    targets.push(request.url ?? '');
    const refused = refusal(request.headers['proxy-authorization']);
    if (refused !== undefined) return void client.end(refused);
    const onward = connect(leadsTo, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(client).pipe(onward);
    }).on('error', () => client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
    sockets.add(onward);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    targets,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
};
