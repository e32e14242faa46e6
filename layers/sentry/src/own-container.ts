import { readFile } from 'node:fs/promises';

/**
 * `/etc/hostname` and the like are mounted from `…/containers/<id>/`, whatever the container's network and host name are; the cgroup is
 * named `/docker/<id>` or `docker-<id>.scope` where it shows.
 */
const places: readonly [path: string, pattern: RegExp][] = [
  ['/proc/self/mountinfo', /\/containers\/([0-9a-f]{64})\/(?:hostname|hosts|resolv\.conf) /],
  ['/proc/self/cgroup', /(?:\/docker\/|\/ecs\/[^\n]*\/|docker-)([0-9a-f]{64})(?:\.scope)?$/m],
];

/** The id of the container that this program runs in; undefined where it runs in none. */
export const findOwnContainer = async (
  read: (path: string) => Promise<string> = (path) => readFile(path, 'utf8'),
): Promise<string | undefined> => {
  for (const [path, pattern] of places) {
    const id = pattern.exec(await read(path).catch(() => ''))?.[1];
    if (id !== undefined) return id;
  }
  return undefined;
};
