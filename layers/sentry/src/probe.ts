import { createSecureContext, type SecureContext } from 'node:tls';
import { errorMessage } from '../../shared/errors.ts';
import { stopwatch } from '../../shared/probes/connection.ts';
import type { SentryOptions } from './options.ts';
import type { ProbeResult } from './probe-result.ts';
import { askEndpoint, findAddresses, openTcp, openTunnel, ProbeFailure, shakeHands } from './probe-stages.ts';

/** Whom to probe, and how. */
export interface ProbeTarget extends Pick<SentryOptions, 'endpoint' | 'proxy' | 'probeTimeoutMs' | 'resolver'> {
  /** PEM certificates to trust instead of Node's (which NODE_EXTRA_CA_CERTS extends). */
  ca?: string[];
  hostsFile?: string;
}

/** Looks once; never throws. */
export type Probe = () => Promise<ProbeResult>;

interface Looking {
  stage: ProbeResult['stage'];
  signal: AbortSignal;
}

/** Goes through the stages on one connection, keeping in `looking` how far it came. */
const look = async (target: ProbeTarget, secureContext: SecureContext, looking: Looking): Promise<string> => {
  const { endpoint, proxy, probeTimeoutMs: timeoutMs, resolver, hostsFile } = target;
  const { signal } = looking;
  const enter = (stage: ProbeResult['stage']): void => {
    // The limit may have passed in between: a socket made now would outlive the probe.
    signal.throwIfAborted();
    looking.stage = proxy === null || stage === 'tls' || stage === 'http' ? stage : 'proxy';
  };
  const first = proxy ?? endpoint;
  enter('dns');
  const addresses = await findAddresses(first.host, { timeoutMs, resolver, signal, ...(hostsFile && { hostsFile }) });
  enter('tcp');
  const socket = await openTcp(addresses, first.port, { timeoutMs, signal });
  if (proxy !== null) await openTunnel(socket, endpoint, proxy);
  enter('tls');
  const secured = await shakeHands(socket, endpoint, secureContext);
  enter('http');
  return askEndpoint(secured, endpoint);
};

const failureOf = (error: unknown): Pick<ProbeResult, 'reason' | 'mayBeMistake'> =>
  error instanceof ProbeFailure
    ? { reason: error.reason, mayBeMistake: error.mayBeMistake }
    : { reason: `failed (${errorMessage(error)})`, mayBeMistake: false };

/**
 * Makes the probe of an endpoint: DNS, TCP (through a proxy where there is one), TLS with the certificate verified and a small request, on
 * one connection with one limit for all, closed in any case. An answer below 500 is reachable; its body is not read.
 */
export const endpointProbe = (target: ProbeTarget): Probe => {
  const { ca, probeTimeoutMs } = target;
  // Once: the trusted certificates are a megabyte or two.
  const secureContext = createSecureContext(ca === undefined ? {} : { ca });
  return async () => {
    const elapsed = stopwatch();
    const ending = new AbortController();
    const looking: Looking = { stage: 'dns', signal: ending.signal };
    let limit: NodeJS.Timeout | undefined;
    const silence = new Promise<never>((_, reject) => {
      const tooLate = (): void => reject(new ProbeFailure(`no answer within ${probeTimeoutMs / 1_000} s`));
      limit = setTimeout(tooLate, probeTimeoutMs);
    });
    try {
      const reason = await Promise.race([look(target, secureContext, looking), silence]);
      return { isReachable: true, stage: 'http', reason, mayBeMistake: false, milliseconds: elapsed() };
    } catch (error) {
      return { isReachable: false, stage: looking.stage, ...failureOf(error), milliseconds: elapsed() };
    } finally {
      clearTimeout(limit);
      ending.abort();
    }
  };
};
