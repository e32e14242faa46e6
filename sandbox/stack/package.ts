import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { withLock } from './lock.ts';
import type { FunctionPackage } from './resources.ts';
import { runProgram } from './run-program.ts';
import { hashSources, projectDirectory } from './sources.ts';
import type { Template } from './template.ts';

export const sandboxStage = 'sandbox';

/** Stands for the image that an operator builds; sandbox/tasks runs AutoDiag for every repository so named. */
const autodiagImage = '000000000000.dkr.ecr.us-east-1.amazonaws.com/ecs-runbooks/autodiag:latest';

const cacheDirectory = join(projectDirectory, '.cache', 'stack');

/** A packaged stack that nobody used for so long makes room. */
const unusedMaxMs = 24 * 60 * 60 * 1_000;

/** The stack as it would be deployed. */
export interface PackagedStack {
  template: Template;
  /** By file name, e.g. `validateRequest.zip`. */
  packages: Record<string, FunctionPackage>;
}

/** A packaged stack in the cache. */
export interface CachedStack extends PackagedStack {
  /** Whether its definitions were found right by an earlier deployment; that check takes half a second for each. */
  isChecked: boolean;
  markChecked(): Promise<void>;
}

/** Whether the stack has been packaged from the sources as they are: packaging takes some seconds. */
export const isPackaged = async (): Promise<boolean> => existsSync(join(cacheDirectory, await hashSources()));

/**
 * Packages the stack, or gives what was packaged from the same sources before. Callers side by side, in other
 * processes too, wait for one packaging.
 *
 * @throws Error with the packager's words,  */
export const packagedStack = async (): Promise<CachedStack> => {
  const directory = join(cacheDirectory, await hashSources());
  if (!existsSync(directory)) {
    await withLock(join(cacheDirectory, 'lock'), async () => {
      if (!existsSync(directory)) await packageInto(directory);
    });
  }
  const now = new Date();
  await utimes(directory, now, now);
  const stack = JSON.parse(await readFile(join(directory, 'stack.json'), 'utf8')) as PackagedStack;
  const checked = join(directory, 'checked');
  return { ...stack, isChecked: existsSync(checked), markChecked: () => writeFile(checked, '') };
};

const packageInto = async (directory: string): Promise<void> => {
  const unfinished = `${directory}.unfinished`;
  const zips = join(unfinished, 'zips');
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(zips, { recursive: true });
  await runProgram('serverless', [
    ...['package', '--stage', sandboxStage, '--region', 'us-east-1', '--package', zips],
    ...['--param', `autodiagImage=${autodiagImage}`],
  ]);
  const template = JSON.parse(
    await readFile(join(zips, 'cloudformation-template-update-stack.json'), 'utf8'),
  ) as Template;
  const names = (await readdir(zips)).filter((name) => name.endsWith('.zip'));
  const packages = Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await unzip(name, unfinished, directory)] as const)),
  );
  await rm(zips, { recursive: true });
  const stack: PackagedStack = { template, packages };
  await writeFile(join(unfinished, 'stack.json'), JSON.stringify(stack));
  await rename(unfinished, directory);
  await removeUnused();
};

const unzip = async (name: string, unfinished: string, directory: string): Promise<FunctionPackage> => {
  const zip = await readFile(join(unfinished, 'zips', name));
  const folder = join('functions', name.replace(/\.zip$/, ''));
  for (const [file, content] of Object.entries(unzipSync(zip))) {
    if (file.endsWith('/')) continue;
    const path = join(unfinished, folder, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
  return {
    codeDirectory: join(directory, folder),
    compiledDirectory: join(directory, 'compiled'),
    codeSizeBytes: zip.length,
    codeSha256: createHash('sha256').update(zip).digest('base64'),
  };
};

const removeUnused = async (): Promise<void> => {
  for (const name of await readdir(cacheDirectory)) {
    const path = join(cacheDirectory, name);
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > unusedMaxMs) await rm(path, { recursive: true, force: true });
  }
};
