import { invalidConfiguration, validationError } from './errors.ts';

/** An attribute: what it is by default, which values it takes, whom it is for (all, if not said). */
interface Attribute {
  key: string;
  initial: string;
  /** A range of whole numbers, or the values themselves. */
  takes: [min: number, max: number] | string[] | RegExp;
  only?: string[];
}

const switched = ['true', 'false'];
const application = ['HTTP', 'HTTPS'];
const network = ['TCP', 'TLS', 'UDP', 'TCP_UDP'];
const week = 604_800;

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupAttribute.html */
const ofTargetGroups: Attribute[] = [
  { key: 'deregistration_delay.timeout_seconds', initial: '300', takes: [0, 3600] },
  { key: 'stickiness.enabled', initial: 'false', takes: switched },
  { key: 'stickiness.type', initial: 'lb_cookie', takes: ['lb_cookie', 'app_cookie'], only: application },
  { key: 'stickiness.type', initial: 'source_ip', takes: ['source_ip'], only: network },
  {
    key: 'load_balancing.cross_zone.enabled',
    initial: 'use_load_balancer_configuration',
    takes: [...switched, 'use_load_balancer_configuration'],
  },
  {
    key: 'load_balancing.algorithm.type',
    initial: 'round_robin',
    takes: ['round_robin', 'least_outstanding_requests', 'weighted_random'],
    only: application,
  },
  { key: 'slow_start.duration_seconds', initial: '0', takes: /^(0|[3-9]\d|[1-8]\d\d|900)$/, only: application },
  { key: 'stickiness.lb_cookie.duration_seconds', initial: '86400', takes: [1, week], only: application },
  { key: 'stickiness.app_cookie.duration_seconds', initial: '86400', takes: [1, week], only: application },
  { key: 'stickiness.app_cookie.cookie_name', initial: '', takes: /^(?!AWSALB)[\w-]*$/, only: application },
  { key: 'deregistration_delay.connection_termination.enabled', initial: 'false', takes: switched, only: network },
  { key: 'preserve_client_ip.enabled', initial: 'false', takes: switched, only: network },
  { key: 'proxy_protocol_v2.enabled', initial: 'false', takes: switched, only: network },
];

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAttribute.html */
const ofLoadBalancers: Attribute[] = [
  { key: 'deletion_protection.enabled', initial: 'false', takes: switched },
  { key: 'access_logs.s3.enabled', initial: 'false', takes: switched },
  { key: 'access_logs.s3.bucket', initial: '', takes: /^[a-z0-9.-]*$/ },
  { key: 'access_logs.s3.prefix', initial: '', takes: /^.*$/ },
  { key: 'load_balancing.cross_zone.enabled', initial: 'true', takes: switched, only: ['application'] },
  { key: 'load_balancing.cross_zone.enabled', initial: 'false', takes: switched, only: ['network'] },
  { key: 'idle_timeout.timeout_seconds', initial: '60', takes: [1, 4000], only: ['application'] },
  { key: 'routing.http2.enabled', initial: 'true', takes: switched, only: ['application'] },
  { key: 'routing.http.drop_invalid_header_fields.enabled', initial: 'false', takes: switched, only: ['application'] },
];

const check = ({ key, takes }: Attribute, value: string): void => {
  if (takes instanceof RegExp) {
    if (!takes.test(value)) throw validationError(`'${key}' value '${value}' is not valid`);
    return;
  }
  const [min, max] = takes;
  if (typeof min !== 'number') {
    if (!takes.some((each) => each === value)) {
      throw validationError(`'${key}' value '${value}' must be one of [${takes.join(', ')}]`);
    }
  } else if (!/^\d+$/.test(value) || Number(value) < min || Number(value) > Number(max)) {
    throw validationError(`'${key}' value '${value}' must be between '${min}-${max}' inclusive`);
  }
};

/** Reads and writes attributes of one kind of resource by a table of them. */
const attributeTable = (kind: string, table: Attribute[]) => ({
  /** Every attribute that the resource has, those that were not set with their defaults. */
  list: (owner: string, values: Map<string, string>): [key: string, value: string][] =>
    table
      .filter(({ only = [owner] }) => only.includes(owner))
      .map(({ key, initial }) => [key, values.get(key) ?? initial]),

  /** Sets attributes, all or none. @throws AwsError ValidationError, InvalidConfigurationRequest for one of another kind */
  put(owner: string, values: Map<string, string>, given: { Key?: string | undefined; Value?: string | undefined }[]) {
    for (const { Key = '', Value = '' } of given) {
      const known = table.filter(({ key }) => key === Key);
      if (known.length === 0) throw validationError(`${kind} attribute key '${Key}' is not recognized`);
      const own = known.find(({ only = [owner] }) => only.includes(owner));
      if (!own) throw invalidConfiguration(`${kind} attribute key '${Key}' is not supported with '${owner}'`);
      check(own, Value);
    }
    for (const { Key = '', Value = '' } of given) values.set(Key, Value);
  },
});

/** By the protocol of the target group. */
export const targetGroupAttributes = attributeTable('Target group', ofTargetGroups);

/** By the type of the load balancer. */
export const loadBalancerAttributes = attributeTable('Load balancer', ofLoadBalancers);
