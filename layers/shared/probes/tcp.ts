import { connect } from 'node:net';
import { deferred } from '../deferred.ts';
import { errorCode } from '../errors.ts';
import { type ConnectionFailure, connectionFailure, stopwatch } from './connection.ts';

/** What a TCP connection attempt met. */
export type TcpOutcome = { milliseconds: number } & (
  | { outcome: 'connected' }
  | { outcome: ConnectionFailure; code: string }
);

/** How long an open connection is watched for a reset, in milliseconds. */
const lingerMs = 150;

/**
 * Opens a TCP connection to an address and closes it. Never throws.
 *
 * The connection is watched for a moment after it opened: a load balancer without a healthy target, or a proxy without
 * its backend, accepts and resets at once.
 *
 * @param address IPv4 or IPv6 address, no name
 */
export const probeTcp = (address: string, port: number, timeoutMs: number): Promise<TcpOutcome> => {
  const elapsed = stopwatch();
  const { promise, resolve } = deferred<TcpOutcome>();
  const socket = connect({ host: address, port });
  let timer = setTimeout(
    () => resolve({ outcome: 'no-answer', code: 'ETIMEDOUT', milliseconds: elapsed() }),
    timeoutMs,
  );
  socket.once('connect', () => {
    const milliseconds = elapsed();
    const connected = (): void => resolve({ outcome: 'connected', milliseconds });
    clearTimeout(timer);
    timer = setTimeout(connected, lingerMs);
    // A peer that speaks first or says goodbye politely is alive.
    socket.once('data', connected);
    socket.once('end', connected);
  });
  socket.once('error', (error) => {
    resolve({ outcome: connectionFailure(error), code: errorCode(error), milliseconds: elapsed() });
  });
  return promise.finally(() => {
    clearTimeout(timer);
    socket.on('error', () => undefined).destroy();
  });
};
