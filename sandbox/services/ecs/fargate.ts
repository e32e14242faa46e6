const gib = 1024;
const range = (from: number, to: number, step: number): number[] =>
  Array.from({ length: (to - from) / step + 1 }, (_, index) => from + index * step);

/**
 * Memory (MiB) that Fargate has for each number of CPU units.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html
 */
const memoryByCpu: Record<number, number[]> = {
  256: [512, 1 * gib, 2 * gib],
  512: range(1 * gib, 4 * gib, gib),
  1024: range(2 * gib, 8 * gib, gib),
  2048: range(4 * gib, 16 * gib, gib),
  4096: range(8 * gib, 30 * gib, gib),
  8192: range(16 * gib, 60 * gib, 4 * gib),
  16384: range(32 * gib, 120 * gib, 8 * gib),
};

export const isFargateSize = (cpu: number, memory: number): boolean => memoryByCpu[cpu]?.includes(memory) ?? false;

/** CPU units from `256` or `.25 vCPU`; NaN for anything else. */
export const cpuUnits = (text: string): number => {
  const virtualCpus = /^(\d*\.?\d+)\s*vcpus?$/i.exec(text.trim())?.[1];
  return virtualCpus === undefined ? wholeNumber(text) : Number(virtualCpus) * 1024;
};

/** MiB from `512` or `0.5 GB`; NaN for anything else. */
export const mebibytes = (text: string): number => {
  const gigabytes = /^(\d*\.?\d+)\s*gb$/i.exec(text.trim())?.[1];
  return gigabytes === undefined ? wholeNumber(text) : Number(gigabytes) * gib;
};

const wholeNumber = (text: string): number => (/^\d+$/.test(text.trim()) ? Number(text) : Number.NaN);
