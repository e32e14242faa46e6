import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';

/** Another emulator of AWS, until it is closed. */
export interface Moto {
  url: string;
  close(): Promise<void>;
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

const answers = async (url: string): Promise<void> => {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const isThere = await fetch(url).then(
      () => true,
      () => false,
    );
    if (isThere) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('moto_server did not answer within 30 s');
};

/**
 * Starts moto_server on a free port.
 *
 * @param settings moto's own variables, e.g. `MOTO_ACCOUNT_ID`
 */
export const startMoto = async (settings: Record<string, string> = {}): Promise<Moto> => {
  const port = await freePort();
  const moto: ChildProcess = spawn('moto_server', ['-H', '127.0.0.1', '-p', `${port}`], {
    stdio: 'ignore',
    env: { ...process.env, ...settings },
  });
  const url = `http://127.0.0.1:${port}`;
  await answers(url);
  return {
    url,
    close: async () => {
      const ended = new Promise((resolve) => moto.once('exit', resolve));
      moto.kill('SIGKILL');
      await ended;
    },
  };
};
