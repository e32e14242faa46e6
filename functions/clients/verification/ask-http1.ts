import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import type { Socket } from 'node:net';
import type { VerificationAnswer } from '../../domain/service/verification-answer.ts';
import type { VerificationRequest } from '../../domain/service/verification-request.ts';
import { readBody } from './read-body.ts';

const send = (socket: Socket, request: VerificationRequest): ClientRequest => {
  const { method, path, authority, headers, body } = request;
  const has = (name: string): boolean => headers.some(([known]) => known.toLowerCase() === name);
  const length: [string, string][] = has('content-length')
    ? []
    : [['content-length', `${Buffer.byteLength(body ?? '')}`]];
  const lines = [
    ['host', authority] as [string, string],
    ...headers,
    ...(has('connection') ? [] : [['connection', 'close'] as [string, string]]),
    ...(body === null ? [] : length),
  ];
  // As a flat list, Node sends the headers as they are given: in their order, and twice where they are.
  const client = requestHttp({ method, path, headers: lines.flat(), setHost: false, createConnection: () => socket });
  client.end(body ?? undefined);
  return client;
};

const responseTo = (client: ClientRequest): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    client.once('response', resolve).once('error', reject);
    // 101 is an answer, too, though Node tells it by another event.
    client.once('upgrade', resolve);
  });

/** Sends the request as HTTP/1.1 and reads the answer, of HTTP/1.0 too. 1xx answers before the last one are passed over. */
export const askHttp1 = async (socket: Socket, request: VerificationRequest): Promise<VerificationAnswer> => {
  const response = await responseTo(send(socket, request));
  const { statusCode = 0, httpVersion, headersDistinct } = response;
  const headers = Object.fromEntries(Object.entries(headersDistinct).map(([name, values]) => [name, values ?? []]));
  const read =
    statusCode === 101 ? { body: '', isBodyCut: false } : await readBody(response, headers['content-type']?.[0] ?? '');
  return { httpVersion, status: statusCode, headers, ...read, isVerified: request.isVerified };
};
