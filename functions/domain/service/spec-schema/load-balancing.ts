import * as v from 'valibot';
import {
  choice,
  elbName,
  fields,
  filledList,
  filledText,
  flag,
  integer,
  list,
  lowerChoice,
  matching,
  oneOrMany,
  port,
  text,
  upperChoice,
} from '../spec-fields.ts';

const { optional } = v;

const values = () => filledList(text());
const valuesOrPatterns = () => optional(fields({ Values: optional(values()), RegexValues: optional(values()) }));

/**
 * A condition of a listener rule, as ELB takes it.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RuleCondition.html
 */
export const ruleCondition = fields({
  Field: choice(['host-header', 'path-pattern', 'http-header', 'http-request-method', 'query-string', 'source-ip']),
  Values: optional(values()),
  RegexValues: optional(values()),
  HostHeaderConfig: valuesOrPatterns(),
  PathPatternConfig: valuesOrPatterns(),
  HttpHeaderConfig: optional(
    fields({ HttpHeaderName: filledText(), Values: optional(values()), RegexValues: optional(values()) }),
  ),
  HttpRequestMethodConfig: optional(fields({ Values: values() })),
  QueryStringConfig: optional(fields({ Values: filledList(fields({ Key: optional(text()), Value: text() })) })),
  SourceIpConfig: optional(fields({ Values: values(), IpAddressType: optional(choice(['ipv4', 'ipv6'])) })),
});

const action = fields({ type: choice(['forward']), targetGroupName: elbName('target group') });

const rule = fields({
  placement: lowerChoice(['start', 'end']),
  conditions: filledList(ruleCondition),
  action,
});

const ruleList = list(rule);
const rulesByRole = v.record(v.string(), ruleList, 'a list of rules, or an object of one list for each role');

const listener = fields({
  protocol: upperChoice(['HTTP', 'HTTPS', 'TCP']),
  port: port(),
  rules: optional(
    v.lazy((input) => {
      if (input === undefined) return v.union([ruleList, rulesByRole]);
      return Array.isArray(input) ? ruleList : rulesByRole;
    }),
  ),
  action: optional(fields({ type: optional(choice(['forward'])), targetGroupName: elbName('target group') })),
  allowExisting: optional(flag()),
});

const loadBalancer = fields({
  name: v.pipe(
    elbName('load balancer'),
    v.check((name) => !name.startsWith('internal-'), 'a name that does not begin with internal-, which ELB reserves'),
  ),
  type: choice(['application', 'network']),
  securityGroups: optional(oneOrMany(matching(/sg-[0-9a-f]+/, 'id of a security group: sg-…'))),
  listeners: list(listener),
});

/** Health check of a target group; interval and timeout in seconds. */
const healthCheck = fields({
  protocol: upperChoice(['HTTP', 'HTTPS', 'TCP']),
  port: optional(matching(/traffic-port|\d{1,5}/, 'a port, or traffic-port')),
  path: optional(matching(/\/.{0,1023}/s, 'a path that begins with / and has at most 1024 characters')),
  interval: optional(integer(5, 300)),
  timeout: optional(integer(2, 120)),
  healthyThreshold: optional(integer(2, 10)),
  unhealthyThreshold: optional(integer(2, 10)),
  matcher: optional(fields({ HttpCode: optional(text()), GrpcCode: optional(text()) })),
});

const targetGroup = fields({
  name: elbName('target group'),
  protocol: upperChoice(['HTTP', 'HTTPS', 'TCP']),
  port: port(),
  healthCheck,
  allowExisting: optional(flag()),
});

/** `aws.elb`: load balancers with the listeners that the service uses, and its target groups. */
export const loadBalancing = fields({ loadBalancers: list(loadBalancer), targetGroups: list(targetGroup) });
