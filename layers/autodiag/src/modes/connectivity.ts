import { setTimeout as sleep } from 'node:timers/promises';
import type { Finding } from '../../../shared/finding.ts';
import { resolveHost } from '../../../shared/probes/dns.ts';
import { probeTcp } from '../../../shared/probes/tcp.ts';
import { probeTls } from '../../../shared/probes/tls.ts';
import { dnsFinding, tcpFinding, tlsFinding, withPort } from '../connection-findings.ts';
import type { Diagnosis, DiagnosisContext } from '../diagnosis.ts';
import type { ConnectivitySettings } from '../environment/mode-fields.ts';

/** Ports on which the first word is a TLS handshake: HTTPS, SMTPS, LDAPS, DoT, IMAPS, POP3S, MQTT, AMQPS and the like. */
const tlsPorts = new Set([443, 465, 636, 853, 989, 990, 993, 995, 2376, 5061, 5671, 6443, 8443, 8883, 9443]);

/** Addresses of one name that are dialled. */
const maxAddresses = 16;

const probeAddress = async (
  address: string,
  host: string,
  { port, protocol, timeoutSeconds }: ConnectivitySettings,
): Promise<Finding[]> => {
  const timeoutMs = timeoutSeconds * 1000;
  const speaksTls = protocol === 'https' || (protocol === undefined && tlsPorts.has(port));
  const tcp = await probeTcp(address, port, timeoutMs);
  const found = [tcpFinding(address, port, tcp)];
  if (!speaksTls || tcp.outcome !== 'connected') return found;
  const tls = await probeTls({ address, port, host, timeoutMs });
  return [...found, tlsFinding(withPort(address, port), host, tls)];
};

const probeHost = async (
  host: string,
  settings: ConnectivitySettings,
  { places: { resolver } }: DiagnosisContext,
): Promise<Finding[]> => {
  const dns = await resolveHost(host, {
    timeoutMs: settings.timeoutSeconds * 1000,
    ...(resolver !== undefined && { resolver }),
  });
  const addresses = dns.outcome === 'resolved' ? dns.addresses : [];
  const dialled = addresses.slice(0, maxAddresses).map((address) => probeAddress(address, host, settings));
  const findings = [dnsFinding(host, dns), ...(await Promise.all(dialled)).flat()];
  if (addresses.length > maxAddresses) {
    const detail = `dialled ${maxAddresses} of its ${addresses.length} addresses`;
    findings.push({ check: `addresses of ${host}`, status: 'WARN', detail, remedy: 'ask for one address at a time' });
  }
  return findings;
};

/** What the rounds said of one check: the last failure speaks for it, and tells how often it failed. */
const overRounds = (rounds: Finding[]): Finding => {
  const failed = rounds.filter(({ status }) => status === 'FAIL');
  const told = failed.at(-1) ?? rounds.at(-1);
  if (!told) throw new RangeError('no round to tell of');
  if (rounds.length === 1) return told;
  const detail = `${rounds.length - failed.length} of ${rounds.length} succeeded; last: ${told.detail}`;
  const comesAndGoes = failed.length > 0 && failed.length < rounds.length;
  return { ...told, status: comesAndGoes ? 'WARN' : told.status, detail };
};

/** Findings by their check, in the order in which they first came: an address may come and go between rounds. */
const byCheck = (findings: Finding[]): Finding[][] => [...Map.groupBy(findings, ({ check }) => check).values()];

/**
 * CONNECTIVITY: DNS, TCP to every address and TLS, for each endpoint that was given, all at once. With CHECKS it is
 * repeated, INTERVAL_SECONDS apart: PASS where every round succeeds, WARN where some do, FAIL where none does.
 */
export const diagnoseConnectivity: Diagnosis<ConnectivitySettings> = async (settings, context) => {
  const { journal } = context;
  const { checks, endpoints, intervalSeconds, port } = settings;
  const targets = endpoints.map((endpoint) => ({ ...endpoint, findings: [] as Finding[] }));
  for (let round = 1; round <= checks; round++) {
    if (round > 1) await sleep(intervalSeconds * 1000);
    const probed = await Promise.all(targets.map(({ host }) => probeHost(host, settings, context)));
    for (const [index, findings] of probed.entries()) {
      const target = targets[index];
      target?.findings.push(...findings);
      if (checks > 1) journal.line(`${round}/${checks} ${withPort(target?.host ?? '', port)}: ${inShort(findings)}`);
    }
  }
  for (const { host, path, findings } of targets) {
    journal.section(`Connectivity to ${withPort(host, port)}`);
    if (path !== '/') journal.line(`The path ${path} plays no part in CONNECTIVITY; HEALTHCHECK asks for it.`);
    for (const rounds of byCheck(findings)) journal.report(overRounds(rounds));
  }
};

const inShort = (findings: Finding[]): string =>
  (findings.find(({ status }) => status !== 'PASS') ?? findings.at(-1))?.detail ?? '';
