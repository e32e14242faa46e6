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

/** CONNECTIVITY: DNS, TCP to every address and TLS, for each endpoint that was given. All endpoints at once. */
export const diagnoseConnectivity: Diagnosis<ConnectivitySettings> = async (settings, context) => {
  const { journal } = context;
  const probes = settings.endpoints.map(({ host, path }) => ({
    host,
    path,
    probe: probeHost(host, settings, context),
  }));
  for (const { host, path, probe } of probes) {
    journal.section(`Connectivity to ${withPort(host, settings.port)}`);
    if (path !== '/') journal.line(`The path ${path} plays no part in CONNECTIVITY; HEALTHCHECK asks for it.`);
    for (const finding of await probe) journal.report(finding);
  }
};
