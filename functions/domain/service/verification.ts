import type { Finding } from '../../../layers/shared/finding.ts';
import { assessAnswer, type MatchPattern, type VerificationAnswer } from './verification-answer.ts';
import { explainFailure, isVpcMissing, type VerificationFailure } from './verification-failure.ts';
import { requestName, secretsOf, type VerificationRequest } from './verification-request.ts';

/**
 * Result of VerifyService. `PENDING`: not yet, ask again after a wait. `WARN`: it could not be verified, and asking again
 * would not help. When the time is up the step throws VerificationFailedError instead.
 */
export interface VerificationResult {
  status: 'PASS' | 'WARN' | 'PENDING';
  findings: Finding[];
  /** One sentence. */
  reason: string;
  /** When it was tried first, ISO 8601; the step finds it again in `$.verification` of its next try. */
  startedAt: string;
}

/** How long a verification is tried at most, whatever the request allows for the rest: the service is stable by then. */
export const verificationMaxMinutes = 10;

/** What one try of the request gave. */
export type VerificationAttempt = { answer: VerificationAnswer } | { failure: VerificationFailure };

const notVerified = (detail: string, remedy: string): Finding[] => [
  { check: 'verification', status: 'WARN', detail: `not verified: ${detail}`, remedy },
];

/** Why a verification cannot be tried at all: findings to report instead; undefined where it can. */
export const untriable = (
  hasRequest: boolean,
  { missingVariables, hasTasks }: { missingVariables: readonly string[]; hasTasks: boolean },
): Finding[] | undefined => {
  if (!hasRequest) {
    return notVerified('the spec has no verification request', 'describe one under verification in the spec');
  }
  if (!hasTasks) {
    return notVerified(
      'the service is to have no tasks, so nothing can answer',
      'start deploy-service with only=verify when it has some',
    );
  }
  if (missingVariables.length === 0) return undefined;
  const values = missingVariables.map((name) => `variables.${name}=…`).join(' ');
  return notVerified(`${missingVariables.join(', ')} not given`, `give it in the request: ${values}`);
};

interface AttemptContext {
  request: VerificationRequest;
  response: Parameters<typeof assessAnswer>[0];
  /** Whether the function that asks is in a VPC. */
  isInVpc: boolean;
  matchPattern: MatchPattern;
}

const answeredFinding = (request: VerificationRequest, { httpVersion, isVerified }: VerificationAnswer): Finding => ({
  check: requestName(request),
  status: 'PASS',
  detail:
    `answered with HTTP/${httpVersion.replace(/\.0$/, '') === '2' ? '2' : httpVersion} as ${request.authority}` +
    (isVerified ? '' : '; the certificate was not verified, as the spec says'),
});

/** What one try found: the request itself first, then what of its answer was compared. */
export const attemptFindings = (attempt: VerificationAttempt, context: AttemptContext): Finding[] => {
  const { request, response, isInVpc, matchPattern } = context;
  if ('answer' in attempt) {
    const { answer } = attempt;
    const options = { matchPattern, secrets: secretsOf(request) };
    return [answeredFinding(request, answer), ...assessAnswer(response, answer, options)];
  }
  const { failure } = attempt;
  const { meaning, remedy } = explainFailure(failure, request);
  const status = isVpcMissing(failure, isInVpc) ? 'WARN' : 'FAIL';
  if (status === 'FAIL') return [{ check: requestName(request), status, detail: meaning, remedy }];
  return [
    {
      check: requestName(request),
      status,
      detail: `not verified: ${failure.address} is a private address, and this function is in no VPC (${meaning})`,
      remedy: 'deploy with the stage parameters verifySubnets and verifySecurityGroups, which put it into one',
    },
  ];
};

/** Sums a try up: all PASS, a WARN that ends the verification, or a FAIL that may heal. */
export const verificationResult = (findings: Finding[], startedAt: string): VerificationResult => {
  const failed = findings.filter(({ status }) => status === 'FAIL');
  const worst = failed[0] ?? findings.find(({ status }) => status === 'WARN') ?? findings[0];
  const isWarned = worst?.status === 'WARN';
  return {
    status: failed.length > 0 ? 'PENDING' : isWarned ? 'WARN' : 'PASS',
    findings,
    reason: worst?.status === 'PASS' ? 'the service answers as the spec wants it' : (worst?.detail ?? ''),
    startedAt,
  };
};
