import type { Finding } from '../../../shared/finding.ts';
import { partitionOfRegion } from '../../../shared/partitions.ts';
import { type DnsOutcome, resolveHost } from '../../../shared/probes/dns.ts';
import { probeTcp } from '../../../shared/probes/tcp.ts';
import { probeTls } from '../../../shared/probes/tls.ts';
import { dnsFinding, tcpFinding, tlsFinding, withPort } from '../connection-findings.ts';

/** Where an AWS service is asked for. */
export interface ServiceEndpoint {
  /** As operators call it, e.g. `api.ecr`. */
  service: string;
  /** Names to try in order: the first that exists is dialled. */
  hosts: string[];
  port: number;
}

/** Services that ECS needs: control plane, agent and telemetry sessions, logs, images and their layers, secrets. */
const services = ['ecs', 'ecs-a', 'ecs-t', 'logs', 'api.ecr', 's3', 'ssm', 'secretsmanager'] as const;

/** Public agent and telemetry endpoints are numbered; VPC endpoints carry the plain name. */
const numbered = new Set<string>(['ecs-a', 'ecs-t']);

/** Addresses of one host that are tried before it counts as failed. */
const maxAddresses = 3;

/**
 * The endpoints for a region.
 *
 * @param account whose ECR registry is asked for; absent leaves it out
 * @param serviceSuffix `host[:port]` in place of the partition's suffix and port 443
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html
 */
export const serviceEndpoints = (region: string, account?: string, serviceSuffix?: string): ServiceEndpoint[] => {
  const [suffix, port = '443'] = (serviceSuffix ?? partitionOfRegion(region).dnsSuffix).split(':');
  const names = account === undefined ? services : [...services, `${account}.dkr.ecr`];
  return names.map((service) => ({
    service,
    hosts: [service, ...(numbered.has(service) ? [`${service}-1`] : [])].map((name) => `${name}.${region}.${suffix}`),
    port: Number(port),
  }));
};

const firstThatExists = async (
  hosts: string[],
  timeoutMs: number,
  resolver: string | undefined,
): Promise<{ host: string; dns: DnsOutcome } | undefined> => {
  let last: { host: string; dns: DnsOutcome } | undefined;
  for (const host of hosts) {
    last = { host, dns: await resolveHost(host, { timeoutMs, ...(resolver !== undefined && { resolver }) }) };
    if (last.dns.outcome !== 'no-such-name') break;
  }
  return last;
};

/**
 * Looks at one endpoint: DNS, TCP to the first address that answers, TLS. One finding, with each step's time.
 */
export const checkServiceEndpoint = async (
  { service, hosts, port }: ServiceEndpoint,
  timeoutMs: number,
  resolver?: string,
): Promise<Finding> => {
  const named = await firstThatExists(hosts, timeoutMs, resolver);
  if (named === undefined) return { check: `endpoint ${service}`, status: 'WARN', detail: 'has no name to ask for' };
  const { host, dns } = named;
  const check = `endpoint ${service} (${host})`;
  if (dns.outcome !== 'resolved') return { ...dnsFinding(host, dns), check };
  let failure: Finding | undefined;
  for (const address of dns.addresses.slice(0, maxAddresses)) {
    const tcp = await probeTcp(address, port, timeoutMs);
    if (tcp.outcome !== 'connected') {
      const { detail, ...rest } = tcpFinding(address, port, tcp);
      failure ??= { ...rest, check, status: 'FAIL', detail: `TCP ${withPort(address, port)}: ${detail}` };
      continue;
    }
    const tls = tlsFinding(withPort(address, port), host, await probeTls({ address, port, host, timeoutMs }));
    const steps = `DNS ${dns.milliseconds} ms (${address}), TCP ${tcp.milliseconds} ms, TLS ${tls.detail}`;
    return { ...tls, check, detail: steps };
  }
  return failure ?? { check, status: 'FAIL', detail: 'has no address' };
};
