import { readdir, readFile } from 'node:fs/promises';

/** Process ids by parent, of all processes of this machine (Linux). */
const childrenByParent = async (): Promise<Map<number, number[]>> => {
  const children = new Map<number, number[]>();
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    // The command in parentheses may hold spaces; the state and the parent come behind it.
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(pid)]);
  }
  return children;
};

/** Children, their children and so on. */
export const descendantsOf = async (pid: number): Promise<number[]> => {
  const children = await childrenByParent();
  const below = (parent: number): number[] => (children.get(parent) ?? []).flatMap((child) => [child, ...below(child)]);
  return below(pid);
};

/** Whether a process still exists; a zombie, which only waits to be counted, does not. */
export const isAlive = async (pid: number): Promise<boolean> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat !== '' && stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
};
