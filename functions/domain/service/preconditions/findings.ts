import type { Finding } from '../../../../layers/shared/finding.ts';
import { worstFirst } from '../../finding.ts';
import type { PlanProblem } from '../plan/action.ts';
import type { Looked } from './looked.ts';

/** What CheckDeployPreconditions found; `UNMET` where any finding is a FAIL. */
export interface Preconditions {
  status: 'MET' | 'UNMET';
  findings: Finding[];
}

export const pass = (check: string, detail: string): Finding => ({ check, status: 'PASS', detail });
export const fail = (check: string, detail: string, remedy: string): Finding => ({
  check,
  status: 'FAIL',
  detail,
  remedy,
});
export const warn = (check: string, detail: string, remedy?: string): Finding => ({
  check,
  status: 'WARN',
  detail,
  ...(remedy === undefined ? {} : { remedy }),
});

/** A finding about what may not be looked at: neither met nor failed. */
const notLookedAt = (check: string, reason: string): Finding => warn(check, `not looked at: ${reason}`);

/** Judges what was found; what is missing fails with a remedy, what may not be looked at is a WARN with the reason. */
export const judge = <Fact>(
  check: string,
  looked: Looked<Fact>,
  absent: { detail: string; remedy: string },
  judgeFact: (fact: Fact) => Finding | Finding[],
): Finding[] => {
  if (looked.state === 'UNSEEN') return [notLookedAt(check, looked.reason)];
  if (looked.state === 'MISSING') return [fail(check, absent.detail, absent.remedy)];
  return [judgeFact(looked.fact)].flat();
};

/** What planners object to, as findings. */
export const problemFindings = (problems: readonly PlanProblem[]): Finding[] =>
  problems.map((problem) => ({ ...problem, status: 'FAIL' }));

/** A step may return 32 KiB; the other states' results need room too. */
const longestFindings = 24_000;
const longestText = 1_000;

const short = (text: string): string => (text.length > longestText ? `${text.slice(0, longestText - 1)}…` : text);

const shortened = ({ check, status, detail, remedy }: Finding): Finding => ({
  check: short(check),
  status,
  detail: short(detail),
  ...(remedy === undefined ? {} : { remedy: short(remedy) }),
});

/** As many as fit, the worst first, and how many do not. */
const bounded = (findings: Finding[]): Finding[] => {
  const kept: Finding[] = [];
  let length = 0;
  for (const finding of findings) {
    length += JSON.stringify(finding).length;
    if (length > longestFindings) break;
    kept.push(finding);
  }
  const [first] = findings.slice(kept.length);
  if (!first) return kept;
  return [...kept, { check: 'other checks', status: first.status, detail: `${findings.length - kept.length} more` }];
};

const sameFinding = ({ check, status, detail }: Finding): string => JSON.stringify([check, status, detail]);

/** The findings of all checks, each once, the worst first. */
export const preconditionsOf = (findings: Finding[]): Preconditions => {
  const unique = [...new Map(findings.map((finding) => [sameFinding(finding), shortened(finding)])).values()];
  return {
    status: unique.some(({ status }) => status === 'FAIL') ? 'UNMET' : 'MET',
    findings: bounded(worstFirst(unique)),
  };
};
