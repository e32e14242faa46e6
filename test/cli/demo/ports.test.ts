import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type DemoPorts, openDemoPorts } from '../../../cli/demo/ports.ts';

let ports: DemoPorts;
beforeEach(async () => {
  ports = await openDemoPorts();
});
afterEach(() => ports.close());

describe('openDemoPorts', () => {
  it('answers health checks, and nothing else, on the open port', async () => {
    const at = (path: string) => fetch(`http://${ports.host}:${ports.open}${path}`);
    expect((await at('/health')).status).toBe(200);
    expect((await at('/')).status).toBe(404);
  });

  it('refuses connections to the closed port', async () => {
    const [error] = await once(
      connect(ports.closed, ports.host).on('error', () => {}),
      'error',
    ).catch((thrown) => [thrown]);
    expect(error).toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('lets nobody else take the closed port', async () => {
    const taking = createServer().listen(ports.closed, ports.host);
    await expect(once(taking, 'listening')).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
