import { statfs } from 'node:fs/promises';
import type { Finding, Status } from '../../../shared/finding.ts';
import { fileProblem } from '../logs/file-problem.ts';

/** Free shares of a file system below which the agent and Docker get into trouble, in percent. */
const warnPercent = 10;
const failPercent = 3;

const statusOf = (freePercent: number): Status => {
  if (freePercent < failPercent) return 'FAIL';
  return freePercent < warnPercent ? 'WARN' : 'PASS';
};

const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

const remedy =
  'make room on the instance: docker system prune, rotate and delete old logs, or enlarge the volume; check ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION';

/** Free bytes and inodes of the file system that a directory lies on. Never throws. */
export const checkRoom = async (directory: string): Promise<Finding> => {
  const check = `room in ${directory}`;
  try {
    const { blocks, bavail, bsize, files, ffree } = await statfs(directory);
    const bytesPercent = blocks === 0 ? 100 : (bavail / blocks) * 100;
    // File systems such as btrfs make inodes as they need them, and report none.
    const inodesPercent = files === 0 ? 100 : (ffree / files) * 100;
    const inodes = files === 0 ? 'inodes without limit' : `${ffree} of ${files} inodes (${Math.round(inodesPercent)}%)`;
    const bytes = `${gibibytes(bavail * bsize)} of ${gibibytes(blocks * bsize)} (${Math.round(bytesPercent)}%)`;
    const status = statusOf(Math.min(bytesPercent, inodesPercent));
    return { check, status, detail: `free: ${bytes}, ${inodes}`, ...(status !== 'PASS' && { remedy }) };
  } catch (error) {
    const mount = 'mount the host directory as in task-definition.ec2.json';
    return { check, status: 'WARN', detail: `could not be looked at: ${fileProblem(error)}`, remedy: mount };
  }
};
