import type { Listener } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../../service.ts';
import { outOfModel, validationError } from './errors.ts';
import type { LoadBalancerType } from './state.ts';

/** What a listener is set to, beside its actions. */
export type ListenerSettings = Pick<Listener, 'SslPolicy' | 'Certificates' | 'AlpnPolicy'> & {
  Protocol: NonNullable<Listener['Protocol']>;
  Port: number;
};

type Given = Partial<Pick<Listener, 'Protocol' | 'Port' | 'SslPolicy' | 'Certificates' | 'AlpnPolicy'>>;

const protocols: Record<LoadBalancerType, string[]> = {
  application: ['HTTPS', 'HTTP'],
  network: ['TLS', 'TCP', 'TCP_UDP', 'UDP'],
};

const secureProtocols = ['HTTPS', 'TLS'];
const allProtocols = ['HTTP', 'HTTPS', 'TCP', 'TLS', 'UDP', 'TCP_UDP', 'GENEVE', 'QUIC', 'TCP_QUIC'];
const defaultPolicy = 'ELBSecurityPolicy-2016-08';
const certificateArn = /^arn:[\w-]+:(acm:[\w-]+:\d{12}:certificate|iam::\d{12}:server-certificate)\/.+$/;

const protocolOf = (type: LoadBalancerType, protocol: Given['Protocol']): ListenerSettings['Protocol'] => {
  if (protocol === undefined) throw validationError('A listener protocol must be specified');
  if (!allProtocols.includes(protocol)) {
    throw outOfModel(protocol, 'protocol', `Member must satisfy enum value set: [${allProtocols.join(', ')}]`);
  }
  if (!protocols[type].includes(protocol)) {
    throw validationError(`Listener protocol '${protocol}' must be one of '${protocols[type].join(', ')}'`);
  }
  return protocol;
};

const portOf = (port: number | undefined): number => {
  if (port === undefined) throw validationError('A listener port must be specified');
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw outOfModel(port, 'port', 'Member must have value between 1 and 65535');
};

const securityOf = (protocol: string, { SslPolicy, Certificates, AlpnPolicy }: Given) => {
  if (!secureProtocols.includes(protocol)) {
    if (Certificates?.length) throw validationError(`Certificates cannot be specified for ${protocol} listeners`);
    if (SslPolicy) throw validationError(`An SSL policy cannot be specified for ${protocol} listeners`);
    return {};
  }
  const [certificate, ...more] = Certificates ?? [];
  if (!certificate) throw validationError(`A certificate must be specified for ${protocol} listeners`);
  if (more.length > 0) throw validationError('Only one certificate can be specified as the default certificate');
  const { CertificateArn = '' } = certificate;
  if (!certificateArn.test(CertificateArn)) {
    throw new AwsError('CertificateNotFound', `Certificate '${CertificateArn}' not found`);
  }
  const policy = SslPolicy ?? defaultPolicy;
  if (!policy.startsWith('ELBSecurityPolicy-')) {
    throw new AwsError('SSLPolicyNotFound', `SSL policy '${policy}' not found`);
  }
  return { SslPolicy: policy, Certificates: [{ CertificateArn }], ...(AlpnPolicy?.length ? { AlpnPolicy } : {}) };
};

/**
 * Applies AWS's rules for a listener's port, protocol and certificate.
 *
 * @param before what it is set to already, which stays where nothing else is given
 * @throws AwsError ValidationError, CertificateNotFound, SSLPolicyNotFound
 */
export const checkListener = (type: LoadBalancerType, given: Given, before: Given = {}): ListenerSettings => {
  const Protocol = protocolOf(type, given.Protocol ?? before.Protocol);
  const Port = portOf(given.Port ?? before.Port);
  // What was set for TLS goes when the listener turns to plain text, unless it is asked for again.
  const kept = secureProtocols.includes(Protocol) ? before : {};
  return {
    Protocol,
    Port,
    ...securityOf(Protocol, {
      SslPolicy: given.SslPolicy ?? kept.SslPolicy,
      Certificates: given.Certificates ?? kept.Certificates,
      AlpnPolicy: given.AlpnPolicy ?? kept.AlpnPolicy,
    }),
  };
};
