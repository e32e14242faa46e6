import { describe, expect, it } from '@jest/globals';
import { attemptFindings, untriable, verificationResult } from '../../../../functions/domain/service/verification.ts';
import type { VerificationFailure } from '../../../../functions/domain/service/verification-failure.ts';
import { verificationRequestOf } from '../../../../functions/domain/service/verification-request.ts';

const request = verificationRequestOf({ url: 'https://lb.example.com/', headers: ['host: web.example.com'] });
const failure: VerificationFailure = {
  cause: 'refused',
  code: 'ECONNREFUSED',
  phase: 'connection',
  address: '203.0.113.5',
  isPrivateAddress: false,
};

const attempt = (changed: Partial<VerificationFailure>, isInVpc = false) =>
  attemptFindings(
    { failure: { ...failure, ...changed } },
    { request, response: undefined, isInVpc, matchPattern: () => 'matches' },
  );

const inside = { address: '10.0.1.5', isPrivateAddress: true } as const;

describe('a verification without an answer', () => {
  it.each([
    ['no-such-name', 'name', 'no such name: lb.example.com', 'private hosted zone'],
    ['name-unresolved', 'name', 'no name server answered for lb.example.com', 'DNS'],
    ['refused', 'connection', 'nothing listens on port 443', 'listener'],
    ['no-answer', 'answer', 'no answer in time', 'security groups'],
    ['reset', 'answer', 'closed before an answer', 'healthy targets'],
    ['unreachable', 'connection', 'no route', 'verifySubnets'],
    ['wrong-name', 'handshake', 'not for web.example.com', 'host header'],
    ['certificate-expired', 'handshake', 'expired', 'renew'],
    ['unknown-issuer', 'handshake', 'not trusted', 'verificationCa'],
    ['not-tls', 'handshake', 'not with TLS', 'http://'],
    ['handshake-failed', 'handshake', 'handshake failed', 'security policy'],
    ['not-http', 'answer', 'is not HTTP', 'port'],
    ['failed', 'answer', 'request failed', 'logs'],
  ] as const)('fails, and says of %s in the %s what it means', (cause, phase, detail, remedy) => {
    expect(attempt({ cause, phase })).toEqual([
      {
        check: 'GET https://lb.example.com/',
        status: 'FAIL',
        detail: expect.stringContaining(detail),
        remedy: expect.stringContaining(remedy),
      },
    ]);
  });

  it.each(['no-answer', 'unreachable', 'refused', 'reset'] as const)(
    'is no failure where a private address is %s from outside of any VPC',
    (cause) => {
      expect(attempt({ ...inside, cause })).toEqual([
        {
          check: 'GET https://lb.example.com/',
          status: 'WARN',
          detail: expect.stringMatching(
            /^not verified: 10\.0\.1\.5 is a private address, and this function is in no VPC/,
          ),
          remedy: 'deploy with the stage parameters verifySubnets and verifySecurityGroups, which put it into one',
        },
      ]);
    },
  );

  it.each([
    ['in a VPC', attempt({ ...inside, cause: 'no-answer' }, true)],
    ['once the connection was made', attempt({ ...inside, cause: 'no-answer', phase: 'answer' })],
    ['to a public address', attempt({ cause: 'no-answer' })],
  ])('is a failure %s', (_, [finding]) => {
    expect(finding?.status).toBe('FAIL');
  });
});

describe('a verification that cannot be tried', () => {
  it('is not verified, neither passed nor failed, while a variable is missing', () => {
    const findings = untriable(true, { missingVariables: ['BUILD_VERSION', 'REGION'], hasTasks: true }) ?? [];
    expect(findings).toEqual([
      {
        check: 'verification',
        status: 'WARN',
        detail: 'not verified: BUILD_VERSION, REGION not given',
        remedy: 'give it in the request: variables.BUILD_VERSION=… variables.REGION=…',
      },
    ]);
    expect(verificationResult(findings, 'then')).toMatchObject({ status: 'WARN', startedAt: 'then' });
  });

  it('says so where the spec describes none', () => {
    expect(untriable(false, { missingVariables: [], hasTasks: false })).toMatchObject([
      { status: 'WARN', detail: expect.stringContaining('the spec has no') },
    ]);
  });

  it('is tried otherwise', () => {
    expect(untriable(true, { missingVariables: [], hasTasks: true })).toBeUndefined();
  });
});

describe('verificationResult', () => {
  const finding = (status: 'PASS' | 'WARN' | 'FAIL') => ({ check: 'c', status, detail: `${status} it is` });

  it.each([
    [['PASS', 'PASS'], 'PASS', 'the service answers as the spec wants it'],
    [['PASS', 'FAIL', 'WARN'], 'PENDING', 'FAIL it is'],
    [['PASS', 'WARN'], 'WARN', 'WARN it is'],
  ] as const)('makes of %j %s', (statuses, status, reason) => {
    expect(verificationResult(statuses.map(finding), 'then')).toMatchObject({ status, reason });
  });
});
