import type { Finding } from '../../../layers/shared/finding.ts';
import type { VerificationSpec } from './spec-schema/index.ts';
import { splitHeader } from './verification-request.ts';

/** What a service answered. */
export interface VerificationAnswer {
  /** `1.0`, `1.1` or `2.0`. */
  httpVersion: string;
  status: number;
  /** By lower-case name; a name may have come more than once. */
  headers: Record<string, string[]>;
  /** As text, its beginning where it was too long. */
  body: string;
  isBodyCut: boolean;
  /** Whether the certificate was looked at; true without TLS. */
  isVerified: boolean;
}

/** How a regular expression fares on a text. `too-slow`: it was given up on. */
export type Match = 'matches' | 'differs' | 'too-slow' | 'invalid';

/** Tries a regular expression within a time limit: some take for ever on some texts. */
export type MatchPattern = (pattern: string, text: string) => Match;

type ExpectedResponse = VerificationSpec['response'];

const excerptMaxLength = 200;

/** The beginning of a text on one line, without what must not be repeated. */
export const excerptOf = (text: string, secrets: readonly string[] = []): string => {
  const redacted = secrets.reduce((rest, secret) => rest.replaceAll(secret, '[redacted]'), text.slice(0, 4_096));
  const line = redacted.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  return line.length > excerptMaxLength ? `${line.slice(0, excerptMaxLength)}…` : line;
};

/** The pattern of `/pattern/`; undefined where the text is meant literally. */
const patternOf = (expected: string): string | undefined => /^\/(.*)\/$/s.exec(expected)?.[1];

const withoutLastNewlines = (text: string): string => text.replace(/[\r\n]+$/, '');

interface Comparison {
  check: string;
  expected: string;
  /** What came, already fit to be shown. */
  shown: string;
  remedy: string;
}

const matchFindings: Record<Match, (comparison: Comparison) => Finding> = {
  matches: ({ check, expected }) => ({ check, status: 'PASS', detail: `is as expected: ${excerptOf(expected)}` }),
  differs: ({ check, expected, shown, remedy }) => ({
    check,
    status: 'FAIL',
    detail: `expected ${excerptOf(expected)}, got ${shown === '' ? 'nothing' : shown}`,
    remedy,
  }),
  'too-slow': ({ check, expected }) => ({
    check,
    status: 'FAIL',
    detail: `the regular expression ${excerptOf(expected)} took too long on this answer`,
    remedy: 'write it without nested repetition, such as (a+)+',
  }),
  invalid: ({ check, expected }) => ({
    check,
    status: 'FAIL',
    detail: `${excerptOf(expected)} is no regular expression`,
    remedy: 'correct the text between the slashes',
  }),
};

const compare = (text: string, comparison: Comparison, matchPattern: MatchPattern): Finding => {
  const { expected } = comparison;
  const pattern = patternOf(expected);
  if (pattern !== undefined) return matchFindings[matchPattern(pattern, text)](comparison);
  return matchFindings[withoutLastNewlines(text) === withoutLastNewlines(expected) ? 'matches' : 'differs'](comparison);
};

/** Missing: any 2xx. Mast took that for "nothing is acceptable". */
const statusFinding = (wanted: readonly number[] | undefined, status: number): Finding => {
  const isWanted = wanted === undefined ? status >= 200 && status <= 299 : wanted.includes(status);
  if (isWanted) return { check: 'verification status', status: 'PASS', detail: `${status}` };
  return {
    check: 'verification status',
    status: 'FAIL',
    detail: `expected ${wanted === undefined ? '2xx' : wanted.join(' or ')}, got ${status}`,
    remedy: statusRemedy(status),
  };
};

const statusRemedy = (status: number): string => {
  if (status === 502 || status === 503 || status === 504) {
    return 'the load balancer has no healthy target that answers: look at the health of the target group';
  }
  if (status === 404) return 'check that the host header and the path match a listener rule and a route of the service';
  if (status >= 300 && status <= 399) return 'redirects are not followed: give the address that they lead to';
  return 'check the logs of the service, and the request of the verification';
};

const headerFinding = (line: string, answer: VerificationAnswer, options: AssessOptions): Finding => {
  const [name, expected] = splitHeader(line);
  const values = answer.headers[name.toLowerCase()] ?? [];
  const comparison = {
    check: `verification header ${name}`,
    expected,
    shown: values.map((value) => excerptOf(value, options.secrets)).join(', '),
    remedy: 'compare what the service sends with verification.response.headers',
  };
  const findings = values.map((value) => compare(value, comparison, options.matchPattern));
  return findings.find(({ status }) => status === 'PASS') ?? findings[0] ?? matchFindings.differs(comparison);
};

const bodyFinding = (expected: string, { body, isBodyCut }: VerificationAnswer, options: AssessOptions): Finding => {
  const finding = compare(
    body,
    {
      check: 'verification body',
      expected,
      shown: excerptOf(body, options.secrets),
      remedy: 'compare what the service sends with verification.response.body',
    },
    options.matchPattern,
  );
  if (!isBodyCut || finding.status === 'PASS') return finding;
  return { ...finding, detail: `${finding.detail} (only the beginning of a long body was looked at)` };
};

export interface AssessOptions {
  matchPattern: MatchPattern;
  /** Texts that no finding may repeat. */
  secrets: readonly string[];
}

/** Compares an answer with what is acceptable: a finding for the status, for each header, and for the body if one is given. */
export const assessAnswer = (
  response: ExpectedResponse,
  answer: VerificationAnswer,
  options: AssessOptions,
): Finding[] => [
  statusFinding(response?.status, answer.status),
  ...(response?.headers ?? []).map((line) => headerFinding(line, answer, options)),
  ...(response?.body === undefined ? [] : [bodyFinding(response.body, answer, options)]),
];
