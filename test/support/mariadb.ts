import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { certificateFor, closedPort } from './listeners.ts';

/** A MariaDB server of its own, on a port of 127.0.0.1. */
export interface MariaDb {
  port: number;
  close(): Promise<void>;
}

/** Options on the command line, as an array of `--name=value`. */
const optionsFor = async (directory: string, port: number, withTls: boolean): Promise<string[]> => {
  const options = [
    '--no-defaults',
    `--datadir=${directory}/data`,
    `--socket=${directory}/s`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    `--init-file=${directory}/init.sql`,
    '--innodb-buffer-pool-size=8M',
    '--innodb-log-file-size=4M',
    '--performance-schema=OFF',
    '--skip-log-bin',
    `--user=${userInfo().username}`,
  ];
  if (!withTls) return options;
  const { cert, private: key } = await certificateFor('db.example.com', 90);
  await writeFile(join(directory, 'cert.pem'), cert);
  await writeFile(join(directory, 'key.pem'), key);
  return [...options, `--ssl-cert=${directory}/cert.pem`, `--ssl-key=${directory}/key.pem`];
};

/**
 * Starts a server and waits until it takes connections.
 *
 * @param initialSql run at the start, one statement per line
 */
export const startMariaDb = async (initialSql: string[], { withTls = false } = {}): Promise<MariaDb> => {
  const directory = await mkdtemp(join(tmpdir(), 'mariadb-'));
  await chmod(directory, 0o755);
  const install = ['--no-defaults', `--datadir=${directory}/data`, `--user=${userInfo().username}`, '--skip-test-db'];
  const installed = spawnSync('mariadb-install-db', install, { encoding: 'utf8' });
  if (installed.status !== 0) throw new Error(`mariadb-install-db failed: ${installed.stderr}`);
  await writeFile(join(directory, 'init.sql'), `${initialSql.join(';\n')};\n`);
  const port = await closedPort();
  const server = spawn('mariadbd', await optionsFor(directory, port, withTls), { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  await new Promise<void>((resolve, reject) => {
    server.stderr.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      if (log.includes('ready for connections')) resolve();
    });
    server.once('exit', () => reject(new Error(`mariadbd ended: ${log.slice(-2_000)}`)));
  });
  return {
    port,
    close: async () => {
      server.removeAllListeners('exit').kill('SIGKILL');
      await once(server, 'close');
      await rm(directory, { recursive: true });
    },
  };
};
