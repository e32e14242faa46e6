import { type ClientHttp2Session, connect, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import type { VerificationAnswer } from '../../domain/service/verification-answer.ts';
import type { VerificationRequest } from '../../domain/service/verification-request.ts';
import { readBody } from './read-body.ts';

/** HTTP/2 knows no headers that are about the connection. RFC 9113, section 8.2.2. */
const connectionHeaders = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade']);

const headersOf = ({ method, path, authority, headers }: VerificationRequest): OutgoingHttpHeaders => {
  const sent: OutgoingHttpHeaders = { ':method': method, ':scheme': 'https', ':authority': authority, ':path': path };
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    if (connectionHeaders.has(key)) continue;
    const before = sent[key];
    sent[key] = before === undefined ? value : [...[before].flat().map(String), value];
  }
  return sent;
};

const valuesOf = (headers: IncomingHttpHeaders): Record<string, string[]> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value ?? []].flat()]));

/** An error of the session ends the stream with a vaguer one: the first to come is told. */
const respond = (session: ClientHttp2Session, request: VerificationRequest): Promise<VerificationAnswer> =>
  new Promise((resolve, reject) => {
    session.once('error', reject);
    const { body: sent, isVerified } = request;
    const stream = session.request(headersOf(request), { endStream: sent === null });
    if (sent !== null) stream.end(sent);
    stream.once('error', reject);
    const cut = () => reject(Object.assign(new Error('closed before an answer'), { code: 'ECONNRESET' }));
    stream.once('close', cut);
    stream.once('response', ({ ':status': status = 0, ...headers }) => {
      stream.off('close', cut);
      const values = valuesOf(headers);
      readBody(stream, values['content-type']?.[0] ?? '').then(
        (read) => resolve({ httpVersion: '2.0', status, headers: values, ...read, isVerified }),
        reject,
      );
    });
  });

/** Sends the request as HTTP/2 over a connection whose ends agreed on it, and reads the answer. */
export const askHttp2 = async (socket: TLSSocket, request: VerificationRequest): Promise<VerificationAnswer> => {
  const session = connect(`https://${request.serverName}`, { createConnection: () => socket });
  try {
    return await respond(session, request);
  } finally {
    session.on('error', () => undefined).destroy();
  }
};
