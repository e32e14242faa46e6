import type { VerificationRequest } from './verification-request.ts';

/** Why a request got no answer, each with its own remedy. */
export type VerificationFailureCause =
  | 'no-such-name'
  | 'name-unresolved'
  | 'refused'
  | 'no-answer'
  | 'reset'
  | 'unreachable'
  | 'wrong-name'
  | 'certificate-expired'
  | 'unknown-issuer'
  | 'not-tls'
  | 'handshake-failed'
  | 'not-http'
  | 'failed';

/** A request that got no answer. */
export interface VerificationFailure {
  cause: VerificationFailureCause;
  /** The error's code, e.g. `ECONNREFUSED`. */
  code: string;
  /** How far it came. */
  phase: 'name' | 'connection' | 'handshake' | 'answer';
  /** The address that was dialled, if one was found. */
  address: string | null;
  isPrivateAddress: boolean;
}

interface Explanation {
  meaning: string;
  remedy: string;
}

const vpcHint = 'a name of a private hosted zone is known only in its VPC (stage parameters verifySubnets, …)';

const explanations: Record<VerificationFailureCause, (request: VerificationRequest) => Explanation> = {
  'no-such-name': ({ host }) => ({
    meaning: `no such name: ${host}`,
    remedy: `check the host of verification.request.url; ${vpcHint}`,
  }),
  'name-unresolved': ({ host }) => ({
    meaning: `no name server answered for ${host}`,
    remedy: `check the DNS settings of the VPC; ${vpcHint}`,
  }),
  refused: ({ port }) => ({
    meaning: `refused: nothing listens on port ${port}`,
    remedy: 'check that the load balancer has a listener on this port, or that the service listens on it',
  }),
  'no-answer': () => ({
    meaning: 'no answer in time',
    remedy:
      'check the security groups and the route from this function to the address, and that the service is not slow',
  }),
  reset: () => ({
    meaning: 'the connection was closed before an answer came',
    remedy: 'check for healthy targets, for a service that crashes on this request, and that http or https is right',
  }),
  unreachable: () => ({
    meaning: 'there is no route to the address',
    remedy: 'check the route tables; put this function into the VPC by verifySubnets and verifySecurityGroups',
  }),
  'wrong-name': ({ serverName }) => ({
    meaning: `the certificate is not for ${serverName}`,
    remedy: 'give a host header with a name that the certificate carries, or say insecure: true in the verification',
  }),
  'certificate-expired': () => ({
    meaning: 'the certificate has expired or is not valid yet',
    remedy: 'renew the certificate of the listener',
  }),
  'unknown-issuer': () => ({
    meaning: 'the certificate’s issuer is not trusted',
    remedy: 'give the private CA as stage parameter verificationCa, or say insecure: true in the verification',
  }),
  'not-tls': ({ port }) => ({
    meaning: `port ${port} answers, but not with TLS`,
    remedy: 'use an http:// URL, or the port of the HTTPS listener',
  }),
  'handshake-failed': () => ({
    meaning: 'the TLS handshake failed',
    remedy: 'check the security policy of the listener, and whether it asks for a client certificate',
  }),
  'not-http': ({ port }) => ({
    meaning: `what came from port ${port} is not HTTP`,
    remedy: 'check the port, and that http or https is right',
  }),
  failed: () => ({
    meaning: 'the request failed',
    remedy: 'look the error code up, and check the logs of the service',
  }),
};

/** Says what a failure means and what to do about it. */
export const explainFailure = ({ cause, code, phase }: VerificationFailure, request: VerificationRequest) => {
  const { meaning, remedy } = explanations[cause](request);
  return { meaning: `${meaning} (${phase === 'name' ? 'name look-up' : phase}: ${code})`, remedy };
};

const neverConnected = new Set<VerificationFailureCause>(['refused', 'no-answer', 'unreachable', 'reset', 'failed']);

/** Whether a connection failed because it goes to a private address from outside of any VPC. */
export const isVpcMissing = ({ cause, phase, isPrivateAddress }: VerificationFailure, isInVpc: boolean): boolean =>
  !isInVpc && isPrivateAddress && phase === 'connection' && neverConnected.has(cause);
