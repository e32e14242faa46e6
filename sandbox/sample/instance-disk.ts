import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const sampleDirectory = fileURLToPath(new URL('.', import.meta.url));
/** The sample is of this region; an instance's disk is of the sandbox's. */
const sampleRegion = 'us-east-1';

/** Rotated logs that the host has compressed since; they ship as text so that people can read them. */
const compressed = new Set(['ecs-agent.log.2026-06-14-03']);

/** Writes the sample's `/var/log/ecs` and `/etc/ecs` to the directory that stands for an instance's `/`. */
export const writeInstanceDisk = async (directory: string, region: string): Promise<void> => {
  await Promise.all([
    copy(join(sampleDirectory, 'var-log-ecs'), join(directory, 'var', 'log', 'ecs'), region),
    copy(join(sampleDirectory, 'etc-ecs'), join(directory, 'etc', 'ecs'), region),
  ]);
};

const copy = async (from: string, to: string, region: string): Promise<void> => {
  await mkdir(to, { recursive: true });
  const names = await readdir(from);
  await Promise.all(
    names.map(async (name) => {
      const text = (await readFile(join(from, name), 'utf8')).replaceAll(sampleRegion, region);
      const path = join(to, compressed.has(name) ? `${name}.gz` : name);
      await writeFile(path, compressed.has(name) ? gzipSync(text) : text);
      const writtenAt = lastTime(text);
      if (writtenAt) await utimes(path, writtenAt, writtenAt);
    }),
  );
};

/** A log was last written when its last line says. */
const lastTime = (text: string): Date | undefined => {
  const time = text
    .match(/^level=\w+ time=(\S+)/gm)
    ?.at(-1)
    ?.split('time=')[1];
  return time === undefined ? undefined : new Date(time);
};
