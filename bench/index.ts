/**
 * Runs benchmarks: `npm run bench` all of them, `npm run bench -- log-filter` one, `npm run bench -- disconnect --hours 2` one with its
 * options. A benchmark is a file of this folder; it prints ours, the peer's and their ratio.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const known = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && file !== 'index.ts')
  .map((file) => file.slice(0, -'.ts'.length));
const given = process.argv.slice(2);
const firstOption = given.findIndex((word) => word.startsWith('--'));
const [names, options] = firstOption < 0 ? [given, []] : [given.slice(0, firstOption), given.slice(firstOption)];
const wanted = names.length > 0 ? names : known;

const unknown = wanted.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`no benchmark named ${unknown.join(', ')}; there are: ${known.join(', ')}`);
  process.exit(2);
}

for (const name of wanted) {
  console.log(`\n# ${name}`);
  // A process each: memory and warm code of one must not count for the next.
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, `${name}.ts`), ...options], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}
