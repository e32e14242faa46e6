import { createServer, type RequestListener, type Server } from 'node:http';
import { createSecureServer, type Http2SecureServer } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Listener, Pems } from './listeners.ts';

const listen = async (server: Server | Http2SecureServer): Promise<Listener> => {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
};

/** A web server without TLS on a port of 127.0.0.1. */
export const listenHttp = (answer: RequestListener): Promise<Listener> => listen(createServer(answer));

/** One that speaks HTTP/1.1 over TLS. */
export const listenHttps = ({ cert, private: key }: Pems, answer: RequestListener): Promise<Listener> =>
  listen(createHttpsServer({ cert, key }, answer).on('tlsClientError', () => undefined));

/** One that speaks HTTP/2, and HTTP/1.1 where the client does not. */
export const listenHttp2 = (
  { cert, private: key }: Pems,
  answer: Parameters<typeof createSecureServer>[1],
): Promise<Listener> =>
  listen(
    createSecureServer({ cert, key, allowHTTP1: true }, answer)
      .on('tlsClientError', () => undefined)
      .on('sessionError', () => undefined),
  );
