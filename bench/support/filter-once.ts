/** One search in a process of its own: prints its seconds and the process's peak memory as JSON. */
import { readFileSync } from 'node:fs';
import { filterLog } from '../../layers/autodiag/src/general/agent-log.ts';
import { openLog } from '../../layers/autodiag/src/logs/byte-source.ts';
import { substringFinder } from '../../layers/autodiag/src/logs/finders.ts';
import { scanLines } from '../../layers/autodiag/src/logs/scan-lines.ts';

const [, , mode, path = '', taskId = ''] = process.argv;

const countLines = async (): Promise<number> => {
  let lines = 0;
  const log = await openLog(path);
  await scanLines(log, substringFinder(taskId), () => {
    lines++;
  });
  await log.close();
  return lines;
};

/** Peak resident memory in MB; getrusage's maxRSS would begin at the size of the process that forked this one. */
const peakMegabytes = (): number =>
  Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024);

const startedAt = performance.now();
const lines = mode === 'TASK' ? await countLines() : (await filterLog(path, 500)).lines;
const seconds = (performance.now() - startedAt) / 1000;
console.log(JSON.stringify({ seconds, lines, megabytes: peakMegabytes() }));
