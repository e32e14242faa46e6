import type { ExecutionDocument } from '../execution/document.ts';
import type { DemoPorts } from './ports.ts';

/** One run of the demo: what it asks, and how it is to end. */
export interface DemoRun {
  title: string;
  request: Record<string, unknown>;
  /** How it is to end, in words. */
  expected: string;
  isAsExpected(execution: ExecutionDocument): boolean;
}

const cluster = 'demo';
const between = { checks: 2, intervalSeconds: 1 };

const hasFinding = ({ result }: ExecutionDocument, status: string, pattern: RegExp): boolean =>
  result?.findings.some((finding) => finding.status === status && pattern.test(`${finding.check} ${finding.detail}`)) ??
  false;

/** The sample's agent log holds errors, and nothing else does; the room on the disk is this machine's own. */
const onlyLogWarns = ({ result }: ExecutionDocument): boolean =>
  result?.findings.every(({ check, status }) => status === 'PASS' || /^(agent log|room in) /.test(check)) ?? false;

/** The demo's runs in their order: three modes of `autodiag`, the last of them on an open and on a closed port. */
export const demoRuns = (containerInstance: string, { host, open, closed }: DemoPorts): DemoRun[] => [
  {
    title: 'GENERAL: what is wrong on a container instance?',
    request: { mode: 'GENERAL', cluster, containerInstance, maxMatches: 5 },
    expected: 'the errors in the agent log are found; the agent, its configuration and the endpoints are in order',
    isAsExpected: (execution) => hasFinding(execution, 'WARN', /agent log/i) && onlyLogWarns(execution),
  },
  {
    title: 'HEALTHCHECK: does a server that is listening pass its health check?',
    request: {
      mode: 'HEALTHCHECK',
      cluster,
      containerInstance,
      endpoint: `${host}/health`,
      port: open,
      protocol: 'http',
      ...between,
    },
    expected: 'every check passes',
    isAsExpected: (execution) => execution.result?.outcome === 'PASS',
  },
  {
    title: 'CONNECTIVITY: can an open port be reached?',
    request: { mode: 'CONNECTIVITY', cluster, containerInstance, endpoint: host, port: open, ...between },
    expected: 'it can',
    isAsExpected: (execution) => execution.result?.outcome === 'PASS',
  },
  {
    title: 'CONNECTIVITY: and a closed one?',
    request: { mode: 'CONNECTIVITY', cluster, containerInstance, endpoint: host, port: closed, ...between },
    expected: 'it is found refused (FAIL), which is what the demo is to show',
    isAsExpected: (execution) => execution.result?.outcome === 'FAIL' && hasFinding(execution, 'FAIL', /refused/i),
  },
];
