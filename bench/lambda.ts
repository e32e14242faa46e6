/**
 * How small each Lambda is and how fast it starts: its packaged bundle against the same handler bundled without care
 * (whole SDK clients, zod, not minified). Start-up: a fresh process until the handler is loaded, median of 20, the two
 * interleaved so that both meet the same machine.
 */
import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { deflateRawSync } from 'node:zlib';
import { build } from 'esbuild';
import { unzipSync } from 'fflate';

const root = join(import.meta.dirname, '..');
const runs = 20;

interface Contender {
  file: string;
  zipBytes: number;
}

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Packages the stack and unzips each function. */
const packaged = (directory: string): Map<string, Contender> => {
  execFileSync('serverless', ['package', '--stage', 'bench', '--package', join(directory, 'package')], { cwd: root });
  const found = new Map<string, Contender>();
  for (const zip of globSync('package/*.zip', { cwd: directory })) {
    const path = join(directory, zip);
    const [, content] = Object.entries(unzipSync(readFileSync(path))).find(([entry]) => entry.endsWith('.mjs')) ?? [];
    if (!content) throw new Error(`${zip} holds no bundle`);
    const name = basename(zip, '.zip');
    const file = join(directory, `${name}.mjs`);
    writeFileSync(file, content);
    found.set(name, { file, zipBytes: statSync(path).size });
  }
  return found;
};

const clientsOf = (source: string): string[] => {
  const named = /import \{([^}]*)\} from '(?:\.\.\/)*clients\/index\.ts'/.exec(
    readFileSync(source, 'utf8').replace(/import \{ type[^;]*;/g, ''),
  );
  const packages: Record<string, string> = {
    ecs: 'ecs',
    ecsOnce: 'ecs',
    logs: 'cloudwatch-logs',
    s3: 's3',
    sfn: 'sfn',
    sns: 'sns',
  };
  const names = (named?.[1] ?? '').split(',').map((name) => name.trim());
  return [...new Set(names.flatMap((name) => packages[name] ?? []))];
};

/** The same handler as a hurried hand would bundle it. */
const careless = async (name: string, source: string, directory: string): Promise<Contender> => {
  const entry = join(directory, `${name}.careless.ts`);
  const file = join(directory, `${name}.careless.mjs`);
  const clients = clientsOf(source);
  const lines = [
    ...clients.map((client, index) => `import * as client${index} from '@aws-sdk/client-${client}';`),
    "import * as zod from 'zod';",
    `export * from ${JSON.stringify(source)};`,
    `export const everything = { zod, ${clients.map((_, index) => `client${index}`).join(', ')} };`,
  ];
  writeFileSync(entry, lines.join('\n'));
  const { banner } = createRequire(import.meta.url)('../functions/esbuild.cjs')();
  await build({
    entryPoints: [entry],
    outfile: file,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    banner,
    nodePaths: [join(root, 'node_modules')],
    logLevel: 'error',
  });
  return { file, zipBytes: deflateRawSync(readFileSync(file)).length };
};

const startMs = (file: string): number => {
  const startedAt = performance.now();
  execFileSync(
    process.execPath,
    ['--input-type=module', '-e', `if (!(await import(${JSON.stringify(file)})).handler) process.exit(1)`],
    {
      env: { AWS_REGION: 'us-east-1' },
    },
  );
  return performance.now() - startedAt;
};

const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** What a Node process costs before it loads anything; taken off both sides. */
const compare = (ours: string, theirs: string, empty: string): { ours: number; theirs: number } => {
  const times: { ours: number[]; theirs: number[]; empty: number[] } = { ours: [], theirs: [], empty: [] };
  for (let run = 0; run < runs; run += 1) {
    times.empty.push(startMs(empty));
    times.ours.push(startMs(ours));
    times.theirs.push(startMs(theirs));
  }
  const base = median(times.empty);
  return { ours: median(times.ours) - base, theirs: median(times.theirs) - base };
};

const directory = mkdtempSync(join(tmpdir(), 'ecs-runbooks-bench-'));
try {
  mkdirSync(join(directory, 'package'));
  const empty = join(directory, 'empty.mjs');
  writeFileSync(empty, 'export const handler = true;');
  console.log('function               zip KiB: ours  careless  ratio   start ms: ours  careless  ratio');
  for (const [name, ours] of packaged(directory)) {
    const [source = ''] = globSync(`functions/**/${kebab(name)}.ts`, { cwd: root });
    const theirs = await careless(name, join(root, source), directory);
    const start = compare(ours.file, theirs.file, empty);
    const cells = [
      name.padEnd(22),
      (ours.zipBytes / 1024).toFixed(1).padStart(13),
      (theirs.zipBytes / 1024).toFixed(1).padStart(9),
      (ours.zipBytes / theirs.zipBytes).toFixed(2).padStart(6),
      start.ours.toFixed(1).padStart(16),
      start.theirs.toFixed(1).padStart(9),
      (start.ours / start.theirs).toFixed(2).padStart(6),
    ];
    console.log(cells.join(' '));
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}
