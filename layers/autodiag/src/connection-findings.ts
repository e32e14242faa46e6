import type { Finding } from '../../shared/finding.ts';
import type { DnsOutcome } from '../../shared/probes/dns.ts';
import {
  certificateExplanations,
  connectionExplanations,
  dnsExplanations,
  type Explanation,
  handshakeExplanations,
} from '../../shared/probes/explain.ts';
import type { TcpOutcome } from '../../shared/probes/tcp.ts';
import type { CertificateSummary, TlsOutcome } from '../../shared/probes/tls.ts';

/** Certificates that end sooner are worth a warning, in days. */
const certificateWarningDays = 30;

/** An address as it stands before a port: IPv6 in brackets. */
export const withPort = (address: string, port: number): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;

export const dnsFinding = (host: string, outcome: DnsOutcome): Finding => {
  const check = `DNS ${host}`;
  const asked = `resolver ${outcome.resolver}, ${outcome.milliseconds} ms`;
  if (outcome.outcome === 'resolved') {
    const detail = outcome.resolver === 'none' ? 'is an IP address' : `${outcome.addresses.join(', ')} (${asked})`;
    return { check, status: 'PASS', detail };
  }
  const { meaning, remedy } = dnsExplanations[outcome.outcome];
  return { check, status: 'FAIL', detail: `${meaning} (${outcome.code}; ${asked})`, remedy };
};

export const tcpFinding = (address: string, port: number, outcome: TcpOutcome): Finding => {
  const check = `TCP ${withPort(address, port)}`;
  if (outcome.outcome === 'connected')
    return { check, status: 'PASS', detail: `connected in ${outcome.milliseconds} ms` };
  const { meaning, remedy } = connectionExplanations[outcome.outcome];
  // Most subnets have no IPv6; clients fall back to IPv4 there.
  const status = outcome.outcome === 'unreachable' && address.includes(':') ? 'WARN' : 'FAIL';
  return { check, status, detail: `${meaning} (${outcome.code}, ${outcome.milliseconds} ms)`, remedy };
};

const explainTls = (outcome: Exclude<TlsOutcome['outcome'], 'trusted'>): Explanation => {
  if (outcome in certificateExplanations) {
    return certificateExplanations[outcome as keyof typeof certificateExplanations];
  }
  if (outcome in handshakeExplanations) return handshakeExplanations[outcome as keyof typeof handshakeExplanations];
  return connectionExplanations[outcome as keyof typeof connectionExplanations];
};

const describeCertificate = ({ subject, issuer, names, validTo }: CertificateSummary): string =>
  `certificate ${subject} by ${issuer}, valid to ${validTo}${names === '' ? '' : `, names ${names}`}`;

/** @param where what was dialled, e.g. `10.0.1.5:443` */
export const tlsFinding = (where: string, host: string, outcome: TlsOutcome): Finding => {
  const check = `TLS ${where} as ${host}`;
  if (outcome.outcome !== 'trusted') {
    const { meaning, remedy } = explainTls(outcome.outcome);
    const certificate = 'certificate' in outcome ? `; ${describeCertificate(outcome.certificate)}` : '';
    const detail = `${meaning} (${outcome.code}, ${outcome.milliseconds} ms${certificate})`;
    return { check, status: 'FAIL', detail, remedy };
  }
  const { protocol, certificate, milliseconds } = outcome;
  const detail = `${protocol} in ${milliseconds} ms, certificate of ${certificate.issuer} has ${certificate.daysLeft} days left`;
  if (certificate.daysLeft >= certificateWarningDays) return { check, status: 'PASS', detail };
  return { check, status: 'WARN', detail, remedy: 'renew the certificate before it expires' };
};
