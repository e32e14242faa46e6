const gib = 1_024;

const steps = (least: number, most: number, step: number): number[] =>
  Array.from({ length: (most - least) / step + 1 }, (_, index) => (least + index * step) * gib);

/**
 * Memory in MiB that Fargate offers for each number of CPU units.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html
 */
export const fargateMemoryMib: ReadonlyMap<number, readonly number[]> = new Map([
  [256, [512, gib, 2 * gib]],
  [512, steps(1, 4, 1)],
  [1_024, steps(2, 8, 1)],
  [2_048, steps(4, 16, 1)],
  [4_096, steps(8, 30, 1)],
  [8_192, steps(16, 60, 4)],
  [16_384, steps(32, 120, 8)],
]);

/** Reads `0.25 vCPU`, `256` or 256 as CPU units; undefined for anything else. */
export const cpuUnits = (written: string | number): number | undefined => {
  const [, amount, unit] = /^\s*(\d*\.?\d+)\s*(vcpu)?\s*$/i.exec(String(written)) ?? [];
  const units = Number(amount) * (unit ? 1_024 : 1);
  return Number.isInteger(units) && units > 0 ? units : undefined;
};

/** Reads `512`, `512 MB` or `0.5gb` (letters of any case; 1 GB is 1,024 MiB) as MiB; undefined for anything else. */
export const memoryMib = (written: string | number): number | undefined => {
  const [, amount, unit] = /^\s*(\d*\.?\d+)\s*(gb|mb)?\s*$/i.exec(String(written)) ?? [];
  const mib = Number(amount) * (unit?.toLowerCase() === 'gb' ? gib : 1);
  return Number.isInteger(mib) && mib > 0 ? mib : undefined;
};

const inWords = (sizes: readonly number[]): string => {
  if (sizes.length <= 4) return sizes.join(', ');
  return `${sizes[0]} to ${sizes.at(-1)} in steps of ${(sizes[1] ?? 0) - (sizes[0] ?? 0)}`;
};

/** What is wrong with a Fargate task's size, and on which of the two fields; undefined for one that Fargate offers. */
export const fargateSizeProblem = (
  cpu: number,
  memory: number,
): { field: 'cpu' | 'memory'; message: string } | undefined => {
  const offered = fargateMemoryMib.get(cpu);
  if (!offered) return { field: 'cpu', message: `Fargate offers ${[...fargateMemoryMib.keys()].join(', ')} CPU units` };
  if (offered.includes(memory)) return undefined;
  return { field: 'memory', message: `with ${cpu} CPU units Fargate offers ${inWords(offered)} MiB` };
};
