import { execFileSync, spawnSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Runs the docker command; throws with its words when it fails. */
export type Docker = (...args: string[]) => string;

/** The machine's Engine. */
export const docker: Docker = (...args) => execFileSync('docker', args, { encoding: 'utf8', stdio: 'pipe' }).trim();

/** The Engine at an address. */
export const dockerAt =
  (host: string): Docker =>
  (...args) =>
    docker('--host', host, ...args);

/** Runs a container to its end. */
export const dockerRun = (...args: string[]): { exitCode: number | null; output: string } => {
  const { status, stdout, stderr } = spawnSync('docker', ['run', '--rm', ...args], { encoding: 'utf8' });
  return { exitCode: status, output: stdout + stderr };
};

/** Makes an image of files of this machine: no registry is asked. */
const importImage = async (
  reference: string,
  files: Record<string, string>,
  links: Record<string, string>,
  run = docker,
) => {
  const directory = await mkdtemp(join(tmpdir(), 'ecs-runbooks-image-'));
  const root = join(directory, 'root');
  await mkdir(join(root, 'tmp'), { recursive: true });
  for (const [path, source] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await copyFile(source, join(root, path));
  }
  for (const [path, target] of Object.entries(links)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await symlink(target, join(root, path));
  }
  const archive = join(directory, 'root.tar');
  execFileSync('tar', ['-C', root, '-cf', archive, '.']);
  run('import', archive, reference);
  await rm(directory, { recursive: true });
};

/** An image with a shell and the usual commands. */
export const importBusybox = (reference: string, run = docker): Promise<void> =>
  importImage(
    reference,
    { 'bin/busybox': '/bin/busybox' },
    { 'bin/sh': 'busybox', 'bin/sleep': 'busybox', 'bin/false': 'busybox' },
    run,
  );

/** An image with this machine's Node and the libraries it loads. */
export const importNode = (reference: string, run = docker): Promise<void> => {
  const libraries = execFileSync('ldd', [process.execPath], { encoding: 'utf8' }).match(/\/\S+\.so\S*/g) ?? [];
  const files = Object.fromEntries(libraries.map((path) => [path.slice(1), path]));
  return importImage(reference, { ...files, 'usr/bin/node': process.execPath }, {}, run);
};
