/**
 * Bundles each program of layers/ into one file, layers/<program>/dist/main.mjs, runnable by itself.
 */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const layers = dirname(fileURLToPath(import.meta.url));
const programs = readdirSync(layers).filter((name) => existsSync(join(layers, name, 'src/main.ts')));

// CommonJS packages inside an ES module bundle still call require() for Node's own modules.
const banner = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

for (const program of programs) {
  const outfile = join(layers, program, 'dist/main.mjs');
  await build({
    entryPoints: [join(layers, program, 'src/main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    mainFields: ['module', 'main'],
    minify: true,
    banner: { js: banner },
    logLevel: 'warning',
  });
  console.log(`built layers/${program}/dist/main.mjs`);
}
