import { afterEach, describe, expect, it } from '@jest/globals';
import { probeTcp } from '../../../../layers/shared/probes/tcp.ts';
import { closedPort, type Listener, listenSilently, listenTcp } from '../../../support/listeners.ts';

const open: Listener[] = [];
const listening = async (...greet: Parameters<typeof listenTcp>): Promise<number> => {
  const listener = await listenTcp(...greet);
  open.push(listener);
  return listener.port;
};

afterEach(async () => {
  for (const listener of open.splice(0)) await listener.close();
});

describe('probeTcp', () => {
  it('connects to a port where something listens, though it says nothing', async () => {
    expect(await probeTcp('127.0.0.1', await listening(), 1_000)).toEqual({
      outcome: 'connected',
      milliseconds: expect.any(Number),
    });
  });

  it('tells a refusal apart', async () => {
    const outcome = await probeTcp('127.0.0.1', await closedPort(), 1_000);
    expect(outcome).toMatchObject({ outcome: 'refused', code: 'ECONNREFUSED' });
  });

  it('tells a reset right after the connection apart', async () => {
    const port = await listening((socket) => socket.resetAndDestroy());
    expect(await probeTcp('127.0.0.1', port, 1_000)).toMatchObject({ outcome: 'reset', code: 'ECONNRESET' });
  });

  it('takes a polite goodbye for a living peer', async () => {
    const port = await listening((socket) => socket.end('220 hello\r\n'));
    expect(await probeTcp('127.0.0.1', port, 1_000)).toMatchObject({ outcome: 'connected' });
  });

  it('tells silence apart, within the time limit', async () => {
    const silent = await listenSilently();
    const outcome = await probeTcp('127.0.0.1', silent.port, 300);
    await silent.close();
    expect(outcome).toMatchObject({ outcome: 'no-answer', code: 'ETIMEDOUT' });
    expect(outcome.milliseconds).toBeLessThan(2_000);
  });
});
