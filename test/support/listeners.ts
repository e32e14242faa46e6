import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { generate } from 'selfsigned';

/** Something that listens on a port of 127.0.0.1 until it is closed. */
export interface Listener {
  port: number;
  close(): Promise<void>;
}

const listen = async (server: Server): Promise<Listener> => {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket.on('error', () => undefined));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
};

/** @param greet what happens to each connection */
export const listenTcp = (greet: (socket: Socket) => void = () => undefined): Promise<Listener> =>
  listen(createServer(greet));

/** A port on which nothing listens: one that was just given back. */
export const closedPort = async (): Promise<number> => {
  const listener = await listenTcp();
  await listener.close();
  return listener.port;
};

/** A certificate and its key, self-signed unless an issuer is given. */
export interface Pems {
  cert: string;
  private: string;
}

/** @param daysLeft of the certificate; negative for one that has expired */
export const certificateFor = (name: string, daysLeft: number, issuer?: Pems): Promise<Pems> =>
  generate([{ name: 'commonName', value: name }], {
    notBeforeDate: new Date(Date.now() - 400 * 86_400_000),
    notAfterDate: new Date(Date.now() + daysLeft * 86_400_000),
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: issuer === undefined },
      { name: 'subjectAltName', altNames: [{ type: 2, value: name }] },
    ],
    ...(issuer !== undefined && { ca: { key: issuer.private, cert: issuer.cert } }),
  });

/** A TLS server that shakes hands and then says nothing. */
export const listenTls = ({ cert, private: key }: Pems): Promise<Listener> =>
  listen(createTlsServer({ cert, key }).on('tlsClientError', () => undefined));

const frozenServer = `
  const server = require('node:net').createServer();
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(server.address().port));
`;

/** Connections that fill a backlog of one, with room to spare. */
const fillers = 6;

/**
 * A port whose packets go unanswered, as behind a security group: its process is frozen and its backlog is full, so
 * that the kernel drops what comes. On loopback, without root.
 */
export const listenSilently = async (): Promise<Listener> => {
  const child = spawn(process.execPath, ['-e', frozenServer], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const port = Number(line.toString());
  child.kill('SIGSTOP');
  const sockets = Array.from({ length: fillers }, () => connect(port, '127.0.0.1').on('error', () => undefined));
  // The first ones get into the backlog; from then on the port is silent.
  await once(sockets[0] ?? child, 'connect');
  return {
    port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
};
