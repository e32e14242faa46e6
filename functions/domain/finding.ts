import type { Finding, Status } from '../../layers/shared/finding.ts';

const severity: Record<Status, number> = { FAIL: 0, WARN: 1, PASS: 2 };

/** The findings with the worst first, otherwise in the order they were found. */
export const worstFirst = (findings: Finding[]): Finding[] =>
  findings.toSorted((a, b) => severity[a.status] - severity[b.status]);

/** The worst status; WARN for no findings at all, because then nothing was looked at. */
export const worstStatus = (findings: Finding[]): Status => worstFirst(findings)[0]?.status ?? 'WARN';

/** How many findings there are of each status. */
export const countByStatus = (findings: Finding[]): Record<Status, number> => {
  const counts = { PASS: 0, WARN: 0, FAIL: 0 };
  for (const { status } of findings) counts[status] += 1;
  return counts;
};

/** `2 failed, 1 warning, 9 passed`: the counts as a person reads them. */
export const countsInWords = ({ PASS, WARN, FAIL }: Record<Status, number>): string =>
  [FAIL > 0 && `${FAIL} failed`, WARN > 0 && `${WARN} ${WARN === 1 ? 'warning' : 'warnings'}`, `${PASS} passed`]
    .filter(Boolean)
    .join(', ');
