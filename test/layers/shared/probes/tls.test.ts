import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { probeTls, type TlsTarget } from '../../../../layers/shared/probes/tls.ts';
import {
  certificateFor,
  closedPort,
  type Listener,
  listenTcp,
  listenTls,
  type Pems,
} from '../../../support/listeners.ts';

const host = 'db.example.com';
const open: Listener[] = [];
let issuer: Pems;

beforeAll(async () => {
  issuer = await certificateFor('issuer.example.com', 400);
});

afterEach(async () => {
  for (const listener of open.splice(0)) await listener.close();
});

const listening = async (listener: Promise<Listener>): Promise<number> => {
  open.push(await listener);
  return (await listener).port;
};

const probe = (port: number, options: Partial<TlsTarget> = {}) =>
  probeTls({ address: '127.0.0.1', port, host, timeoutMs: 1_000, ca: [issuer.cert], ...options });

describe('probeTls', () => {
  it('trusts a certificate of a known issuer and counts its days', async () => {
    const port = await listening(listenTls(await certificateFor(host, 90.5, issuer)));
    expect(await probe(port)).toEqual({
      outcome: 'trusted',
      protocol: 'TLSv1.3',
      milliseconds: expect.any(Number),
      certificate: expect.objectContaining({ subject: host, issuer: 'issuer.example.com', daysLeft: 90 }),
    });
  });

  it('tells an expired certificate apart', async () => {
    const port = await listening(listenTls(await certificateFor(host, -10, issuer)));
    const outcome = await probe(port);
    expect(outcome).toMatchObject({ outcome: 'expired', code: 'CERT_HAS_EXPIRED', certificate: { daysLeft: -11 } });
  });

  it('tells a certificate for another name apart', async () => {
    const port = await listening(listenTls(await certificateFor('other.example.com', 90, issuer)));
    expect(await probe(port)).toMatchObject({ outcome: 'wrong-name', code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  });

  it('tells an unknown issuer apart', async () => {
    const port = await listening(listenTls(await certificateFor(host, 90)));
    expect(await probe(port)).toMatchObject({ outcome: 'unknown-issuer', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  });

  it('tells a port that speaks something else apart', async () => {
    const port = await listening(listenTcp((socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n')));
    expect(await probe(port)).toMatchObject({ outcome: 'not-tls' });
  });

  it.each([
    ['a reset', (socket: import('node:net').Socket) => void socket.once('data', () => socket.resetAndDestroy())],
    ['a hang-up', (socket: import('node:net').Socket) => void socket.once('data', () => socket.destroy())],
  ])('tells %s in the handshake apart', async (_, greet) => {
    const port = await listening(listenTcp(greet));
    expect(await probe(port)).toMatchObject({ outcome: 'reset' });
  });

  it('gives up on a peer that never answers the handshake', async () => {
    const port = await listening(listenTcp());
    expect(await probe(port, { timeoutMs: 200 })).toMatchObject({ outcome: 'no-answer' });
  });

  it('tells a refusal apart', async () => {
    expect(await probe(await closedPort())).toMatchObject({ outcome: 'refused' });
  });
});
