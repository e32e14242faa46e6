import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

interface Running {
  pid: number;
  parent: number;
  command: string;
}

const running = (pid: number): Running | undefined => {
  try {
    // The name in the second field may hold anything; the parent is the second field after it.
    const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, parent] = status.slice(status.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z') return undefined;
    return { pid, parent: Number(parent), command: readFileSync(`/proc/${pid}/cmdline`, 'utf8') };
  } catch {
    return undefined;
  }
};

/** Processes with a text in their command line, and all that descend from them. */
const treeOf = (text: string): Set<number> => {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => running(Number(name)) ?? []);
  const tree = new Set(all.filter(({ command }) => command.includes(text)).map(({ pid }) => pid));
  const grow = (): boolean => {
    const children = all.filter(({ pid, parent }) => tree.has(parent) && !tree.has(pid));
    for (const { pid } of children) tree.add(pid);
    return children.length > 0;
  };
  while (grow());
  return tree;
};

const kill = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
};

/** Kills all processes with a text, such as a directory of the test's own, in their command line, and their descendants. Linux. */
export const killTree = async (text: string): Promise<void> => {
  for (let tree = treeOf(text); tree.size > 0; tree = treeOf(text)) {
    for (const pid of tree) kill(pid);
    await sleep(20);
  }
};
