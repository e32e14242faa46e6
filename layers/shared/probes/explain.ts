import type { ConnectionFailure } from './connection.ts';
import type { DnsFailure } from './dns.ts';
import type { CertificateFault } from './tls.ts';

/** What a failure means and what to do about it. */
export interface Explanation {
  meaning: string;
  remedy: string;
}

/** In words: why a name gave no address. */
export const dnsExplanations: Readonly<Record<DnsFailure, Explanation>> = {
  'no-such-name': {
    meaning: 'no such name: the resolver answered that it does not exist',
    remedy:
      'check the spelling; for a private hosted zone or Cloud Map name, check that the zone is associated with this VPC',
  },
  'no-address': {
    meaning: 'the name exists but has no A or AAAA record',
    remedy: 'add an address record, or ask for the name that the record points to',
  },
  'resolver-silent': {
    meaning: 'the resolver did not answer in time',
    remedy:
      'check enableDnsSupport of the VPC, its DHCP options, and that security groups and network ACLs let UDP and TCP 53 reach the resolver',
  },
  'resolver-refused': {
    meaning: 'nothing listens at the resolver’s address',
    remedy:
      'check the nameservers in /etc/resolv.conf, dnsServers of the task definition and the DHCP options of the VPC',
  },
  'resolver-failed': {
    meaning: 'the resolver answered with a failure',
    remedy:
      'check the forwarding rules of the resolver and that the zone’s own name servers answer (SERVFAIL, REFUSED)',
  },
};

/** In words: why a connection failed. */
export const connectionExplanations: Readonly<Record<ConnectionFailure, Explanation>> = {
  refused: {
    meaning: 'refused: the host was reached, but nothing listens on this port',
    remedy:
      'check that the application is running, which port it binds and that it binds 0.0.0.0 rather than 127.0.0.1',
  },
  'no-answer': {
    meaning: 'no answer: packets are dropped on the way',
    remedy:
      'check the security groups of both sides, the network ACLs of both subnets, and the route (NAT gateway, VPC endpoint, peering) between them',
  },
  reset: {
    meaning: 'reset: the other side accepted and then cut the connection',
    remedy:
      'check for a load balancer without healthy targets, a proxy or firewall that closes connections, or a crash of the application',
  },
  unreachable: {
    meaning: 'unreachable: this task has no route to the address',
    remedy:
      'check the route table of the subnet; for an IPv6 address, whether the subnet and the task have IPv6 at all',
  },
  failed: { meaning: 'the connection failed', remedy: 'look the error code up and check both ends' },
};

/** In words: what is wrong with a certificate. */
export const certificateExplanations: Readonly<Record<CertificateFault, Explanation>> = {
  expired: { meaning: 'the certificate has expired', remedy: 'renew the certificate and reload the server' },
  'not-yet-valid': {
    meaning: 'the certificate is not valid yet',
    remedy: 'check the clock of this host and the certificate’s start date',
  },
  'wrong-name': {
    meaning: 'the certificate is for other names',
    remedy:
      'connect by a name that the certificate carries, or issue one with this name in its subject alternative names',
  },
  'unknown-issuer': {
    meaning: 'the certificate’s issuer is not trusted here',
    remedy:
      'have the server send its intermediate certificates; for a private CA, add it to the image (NODE_EXTRA_CA_CERTS or the system store)',
  },
  untrusted: { meaning: 'the certificate is not trusted', remedy: 'look the error code up and check the chain' },
};

/** In words: why a handshake failed beyond the connection and the certificate. */
export const handshakeExplanations = {
  'not-tls': {
    meaning: 'the port answers, but not with TLS',
    remedy: 'use http for this port, or the port that serves TLS',
  },
  'handshake-failed': {
    meaning: 'the TLS handshake failed',
    remedy: 'check that both sides share a TLS version and a cipher, and whether a client certificate is asked for',
  },
} as const satisfies Record<string, Explanation>;
