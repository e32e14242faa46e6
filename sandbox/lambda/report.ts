import type { FunctionConfiguration } from './configuration.ts';
import type { Answer } from './instance.ts';

/** The last line of an invocation's log. */
export const reportLine = (
  requestId: string,
  { memoryMb }: FunctionConfiguration,
  ms: number,
  answer: Pick<Answer, 'usedMb' | 'initMs'>,
): string =>
  [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${ms.toFixed(2)} ms`,
    `Billed Duration: ${Math.ceil(ms)} ms`,
    `Memory Size: ${memoryMb} MB`,
    `Max Memory Used: ${answer.usedMb} MB`,
    ...(answer.initMs === undefined ? [] : [`Init Duration: ${answer.initMs.toFixed(2)} ms`]),
  ].join('\t');
