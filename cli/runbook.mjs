#!/usr/bin/env node
/*
 * Finds a Node that runs the command's TypeScript as it is, and runs it there. Plain JavaScript of an old kind, so that
 * an old Node gets as far as saying what it lacks.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const oldestMajor = 24;

/** The binary that the `node` package brings, or undefined where its install script has not run. */
const packagedNode = () => {
  try {
    const folder = dirname(module.createRequire(import.meta.url).resolve('node/package.json'));
    return [join(folder, 'bin', 'node'), join(folder, 'bin', 'node.exe')].find((file) => existsSync(file));
  } catch {
    return undefined;
  }
};

/** Runs this file again under another Node; signals go there, and its end becomes ours. */
const runUnder = (node) => {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`error: ${node} does not start: ${error.message}`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
  });
};

const explain = () => {
  console.error(
    `error: the runbook command needs Node ${oldestMajor} or newer; this is ${process.version}.\n` +
      'Node 24 comes with the dependencies: run `npm ci` without --ignore-scripts, or install it yourself.',
  );
  process.exitCode = 1;
};

if (Number.parseInt(process.versions.node, 10) >= oldestMajor) {
  // Start-up is mostly importing; compiled code kept from the run before saves a fifth of it.
  module.enableCompileCache?.();
  const { main } = await import('./main.ts');
  await main(process.argv.slice(2));
} else {
  const node = packagedNode();
  if (node) runUnder(node);
  else explain();
}
