import type { Finding } from '../../../shared/finding.ts';
import { resolveHost } from '../../../shared/probes/dns.ts';
import { certificateExplanations } from '../../../shared/probes/explain.ts';
import { probeTcp } from '../../../shared/probes/tcp.ts';
import { certificateFault } from '../../../shared/probes/tls.ts';
import { dnsFinding, tcpFinding, withPort } from '../connection-findings.ts';
import type { Diagnosis, DiagnosisContext } from '../diagnosis.ts';
import type { MysqlSettings } from '../environment/mysql-fields.ts';
import { connectMysql, type MysqlSession } from '../mysql/connect.ts';
import { explainMysqlError } from '../mysql/explain.ts';
import { completeLogin, type MysqlLogin } from '../mysql/login.ts';
import { SecretError } from '../mysql/secret.ts';

const tlsFinding = (where: string, { tls }: MysqlSession): Finding => {
  const check = `TLS ${where}`;
  if (tls === undefined)
    return { check, status: 'PASS', detail: 'the server offers no TLS: the connection is not encrypted' };
  if (tls.fault === undefined) return { check, status: 'PASS', detail: `${tls.protocol}, certificate trusted` };
  const { meaning, remedy } = certificateExplanations[certificateFault(tls.fault) ?? 'untrusted'];
  const detail = `${tls.protocol}, but ${meaning} (${tls.fault}): clients that verify the server cannot connect`;
  const rds = 'for Amazon RDS the issuer is in its global-bundle.pem';
  return { check, status: 'WARN', detail, remedy: `${remedy}; ${rds}` };
};

const logIn = async (login: MysqlLogin, address: string, timeoutMs: number): Promise<Finding[]> => {
  const where = withPort(login.host, login.port);
  const check = `MySQL ${login.user}@${where}${login.database === '' ? '' : `/${login.database}`}`;
  try {
    const session = await connectMysql(login, address, timeoutMs);
    const { serverVersion, connectMilliseconds, roundTripMilliseconds } = session;
    const times = `connected in ${connectMilliseconds} ms, round trip ${roundTripMilliseconds} ms`;
    const detail = `connection successful: server ${serverVersion}, ${times}`;
    return [tlsFinding(where, session), { check, status: 'PASS', detail }];
  } catch (error) {
    const { meaning, remedy } = explainMysqlError(error, login.password);
    return [{ check, status: 'FAIL', detail: `connection failed: ${meaning}`, remedy }];
  }
};

/** Dials the addresses in turn, and logs in at the first that answers. */
const reach = async (login: MysqlLogin, timeoutMs: number, { journal, places }: DiagnosisContext): Promise<void> => {
  const { resolver } = places;
  const dns = await resolveHost(login.host, { timeoutMs, ...(resolver !== undefined && { resolver }) });
  journal.report(dnsFinding(login.host, dns));
  if (dns.outcome !== 'resolved') return;
  for (const address of dns.addresses.slice(0, 4)) {
    const tcp = await probeTcp(address, login.port, timeoutMs);
    journal.report(tcpFinding(address, login.port, tcp));
    if (tcp.outcome !== 'connected') continue;
    for (const finding of await logIn(login, address, timeoutMs)) journal.report(finding);
    return;
  }
};

/** MYSQL_CONNECTION: DNS, TCP, TLS and a login, with the reason of a failure. The password is never printed. */
export const diagnoseMysqlConnection: Diagnosis<MysqlSettings> = async (settings, context) => {
  const { journal } = context;
  try {
    if (settings.secretArn !== undefined) journal.section('Secret');
    const login = await completeLogin(settings);
    if (settings.secretArn !== undefined) {
      journal.report({ check: `secret ${settings.secretArn}`, status: 'PASS', detail: 'read, with a login in it' });
    }
    journal.section(`MySQL connection to ${withPort(login.host, login.port)}`);
    await reach(login, settings.timeoutSeconds * 1000, context);
  } catch (error) {
    if (!(error instanceof SecretError)) throw error;
    const { message, remedy } = error;
    journal.report({ check: `secret ${settings.secretArn}`, status: 'FAIL', detail: message, remedy });
  }
};
