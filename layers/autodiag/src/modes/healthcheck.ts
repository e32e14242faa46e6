import { setTimeout as sleep } from 'node:timers/promises';
import { resolveHost } from '../../../shared/probes/dns.ts';
import { connectionExplanations, dnsExplanations, type Explanation } from '../../../shared/probes/explain.ts';
import { type HttpOutcome, probeHttp } from '../../../shared/probes/http.ts';
import { withPort } from '../connection-findings.ts';
import type { Diagnosis } from '../diagnosis.ts';
import type { Endpoint } from '../environment/endpoint.ts';
import type { HealthcheckSettings } from '../environment/mode-fields.ts';

/** What one check said, in words. */
interface Check {
  isHealthy: boolean;
  words: string;
  remedy?: string;
}

const httpExplanations = {
  ...connectionExplanations,
  'no-answer': {
    meaning: 'no answer within the time limit',
    remedy:
      'check the security groups and routes between this subnet and the target; if TCP connects (CONNECTIVITY), the application is too slow for the health check’s timeout',
  },
  'tls-failed': {
    meaning: 'the TLS handshake failed',
    remedy: 'check that this port serves TLS: PROTOCOL must be what the target group’s health check uses',
  },
  'not-http': {
    meaning: 'the answer is not HTTP',
    remedy: 'check the port, and whether it serves TLS (PROTOCOL=https)',
  },
} as const satisfies Record<string, Explanation>;

const statusRemedy = (status: number): string => {
  if (status >= 500) return 'look at the application’s own log for this time: it answered, with a failure';
  if (status === 404) return 'check the path of the health check';
  if (status === 401 || status === 403) return 'let the health check path be served without a login';
  return 'widen the matcher of the target group, or answer the health check itself instead of redirecting';
};

const judge = (outcome: HttpOutcome, { matcher }: HealthcheckSettings): Check => {
  const took = `${outcome.milliseconds} ms`;
  if (outcome.outcome !== 'answered') {
    const { meaning, remedy } = httpExplanations[outcome.outcome];
    return { isHealthy: false, words: `${meaning} (${outcome.code}, ${took})`, remedy };
  }
  const { status, location, certificateFault } = outcome;
  const isHealthy = matcher.matches(status);
  const notes = [
    ...(isHealthy ? [] : [`not in ${matcher.text}`]),
    ...(location === undefined ? [] : [`redirect to ${location} not followed`]),
    ...(certificateFault === undefined ? [] : [`certificate ${certificateFault}: load balancers do not mind`]),
  ];
  const words = [`status ${status}`, took, ...notes].join(', ');
  return { isHealthy, words, ...(!isHealthy && { remedy: statusRemedy(status) }) };
};

const checkOnce = async (
  { host, path }: Endpoint,
  settings: HealthcheckSettings,
  resolver: string | undefined,
): Promise<Check> => {
  const { protocol, port } = settings;
  const timeoutMs = settings.timeoutSeconds * 1000;
  const dns = await resolveHost(host, { timeoutMs, ...(resolver !== undefined && { resolver }) });
  if (dns.outcome !== 'resolved') {
    const { meaning, remedy } = dnsExplanations[dns.outcome];
    return { isHealthy: false, words: `${meaning} (${dns.code})`, remedy };
  }
  const [address = host] = dns.addresses;
  return judge(await probeHttp({ protocol, address, host, port, path, timeoutMs }), settings);
};

/**
 * HEALTHCHECK: asks each endpoint CHECKS times, INTERVAL_SECONDS apart, as a load balancer would. PASS where every
 * answer matches, WARN where some do, FAIL where none does.
 */
export const diagnoseHealthcheck: Diagnosis<HealthcheckSettings> = async (settings, { journal, places }) => {
  const { checks, intervalSeconds, protocol, port, endpoints } = settings;
  const targets = endpoints.map((endpoint) => {
    const url = `${protocol}://${withPort(endpoint.host, port)}${endpoint.path}`;
    return { endpoint, url, results: [] as Check[] };
  });
  journal.section(`Health check: ${checks} requests, ${intervalSeconds} s apart, healthy is ${settings.matcher.text}`);
  for (let round = 1; round <= checks; round++) {
    if (round > 1) await sleep(intervalSeconds * 1000);
    const asked = targets.map(({ endpoint }) => checkOnce(endpoint, settings, places.resolver));
    for (const [index, check] of (await Promise.all(asked)).entries()) {
      targets[index]?.results.push(check);
      journal.line(`${round}/${checks} GET ${targets[index]?.url}: ${check.words}`);
    }
  }
  journal.section('Health check result');
  for (const { url, results } of targets) {
    const failed = results.filter(({ isHealthy }) => !isHealthy);
    const healthy = results.length - failed.length;
    const last = failed.at(-1);
    journal.report({
      check: `health check ${url}`,
      status: last === undefined ? 'PASS' : healthy > 0 ? 'WARN' : 'FAIL',
      detail: `${healthy} of ${results.length} healthy; last: ${(last ?? results.at(-1))?.words}`,
      ...(last?.remedy !== undefined && { remedy: last.remedy }),
    });
  }
};
