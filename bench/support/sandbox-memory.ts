/** Prints the memory that executions which wait take, in bytes for each; argument: `ours` or `plain`. */
import { anHour, ours, plain } from './sandbox-machines.ts';

const executions = 1_000;

const usedBytes = (): number => {
  if (globalThis.gc === undefined) throw new Error('run with --expose-gc');
  globalThis.gc();
  return process.memoryUsage().heapUsed;
};

const settle = () => new Promise((resolve) => setTimeout(resolve, 50));

const start = (process.argv[2] === 'ours' ? ours : plain)(anHour);
void start({ n: 0 }); // code and tables that are there once
await settle();
const before = usedBytes();
for (let n = 1; n <= executions; n += 1) void start({ n });
await settle();
console.log((usedBytes() - before) / executions);
process.exit();
