import { describe, expect, it } from '@jest/globals';
import { changed, type Fault, lines, resolve, seed } from '../support/documents.ts';

const balancer = ['aws', 'elb', 'loadBalancers', 0];
const listener = [...balancer, 'listeners', 0];
const group = ['aws', 'elb', 'targetGroups', 0];

const balancerName = 'name of a load balancer: 1 to 32 letters, digits and hyphens, no hyphen first or last';

const elbFaults: Fault[] = [
  [
    'a name that is too long',
    [...balancer, 'name'],
    'a'.repeat(33),
    `FAIL $.aws.elb.loadBalancers[0].name: ${balancerName}`,
  ],
  ['a name with a dot', [...balancer, 'name'], 'a.b', `FAIL $.aws.elb.loadBalancers[0].name: ${balancerName}`],
  [
    'a name that ends with a hyphen',
    [...balancer, 'name'],
    'a-',
    `FAIL $.aws.elb.loadBalancers[0].name: ${balancerName}`,
  ],
  [
    'a name that ends with a new line',
    [...balancer, 'name'],
    'a\n',
    `FAIL $.aws.elb.loadBalancers[0].name: ${balancerName}`,
  ],
  [
    'a reserved name',
    [...balancer, 'name'],
    'internal-web',
    'FAIL $.aws.elb.loadBalancers[0].name: a name that does not begin with internal-, which ELB reserves',
  ],
  [
    'a type that is not served',
    [...balancer, 'type'],
    'gateway',
    'FAIL $.aws.elb.loadBalancers[0].type: one of: application, network',
  ],
  [
    'no list of listeners',
    [...balancer, 'listeners'],
    undefined,
    'FAIL $.aws.elb.loadBalancers[0].listeners: required: a list',
  ],
  [
    'port 0',
    [...listener, 'port'],
    0,
    'FAIL $.aws.elb.loadBalancers[0].listeners[0].port: a whole number from 1 to 65535',
  ],
  [
    'a protocol of the other type',
    [...listener, 'protocol'],
    'tcp',
    'FAIL $.aws.elb.loadBalancers[0].listeners[0].protocol: one of: HTTP, HTTPS, because the load balancer is of type application',
  ],
  [
    'no rules',
    [...listener, 'rules'],
    undefined,
    'FAIL $.aws.elb.loadBalancers[0].listeners[0].rules: required: a list of rules, because the type is application',
  ],
  [
    'conditions that would match the default rule',
    [...listener, 'rules', 0, 'conditions'],
    [],
    'FAIL $.aws.elb.loadBalancers[0].listeners[0].rules[0].conditions: a list of at least one',
  ],
  [
    'a condition without values',
    [...listener, 'rules', 0, 'conditions'],
    [{ Field: 'http-header', Values: ['x'] }],
    'FAIL $.aws.elb.loadBalancers[0].listeners[0].rules[0].conditions[0]: HttpHeaderConfig with at least one value',
  ],
  [
    'a placement between',
    [...listener, 'rules', 0, 'placement'],
    'middle',
    'FAIL $.aws.elb.loadBalancers[0].listeners[0].rules[0].placement: one of: start, end',
  ],
  [
    'another action',
    [...listener, 'rules', 0, 'action', 'type'],
    'redirect',
    'FAIL $.aws.elb.loadBalancers[0].listeners[0].rules[0].action.type: one of: forward',
  ],
  [
    'a target group that is not there',
    [...listener, 'rules', 0, 'action', 'targetGroupName'],
    'example-prestaging-112',
    'FAIL $.aws.elb.loadBalancers[0].listeners[0].rules[0].action.targetGroupName: the name of one of aws.elb.targetGroups; did you mean example-prestaging-111?',
  ],
  [
    'a target group that cannot be used here',
    [...group, 'protocol'],
    'TCP',
    'FAIL $.aws.elb.loadBalancers[0].listeners[0].rules[0].action.targetGroupName: a target group with HTTP or HTTPS, because the load balancer is of type application',
  ],
  [
    'a protocol of no kind',
    [...group, 'protocol'],
    'SPDY',
    'FAIL $.aws.elb.targetGroups[0].protocol: one of: HTTP, HTTPS, TCP',
  ],
  [
    'no protocol',
    [...group, 'protocol'],
    undefined,
    'FAIL $.aws.elb.targetGroups[0].protocol: required: one of: HTTP, HTTPS, TCP',
  ],
  [
    'a health check by TCP',
    [...group, 'healthCheck', 'protocol'],
    'TCP',
    "FAIL $.aws.elb.targetGroups[0].healthCheck.protocol: HTTP or HTTPS, because the target group's is HTTP",
  ],
  [
    'a slow health check',
    [...group, 'healthCheck', 'timeout'],
    30,
    'FAIL $.aws.elb.targetGroups[0].healthCheck.timeout: less than the interval',
  ],
  [
    'no health check',
    [...group, 'healthCheck'],
    undefined,
    'FAIL $.aws.elb.targetGroups[0].healthCheck: required: an object',
  ],
];

describe('a spec with', () => {
  it.each(elbFaults)('%s is told so', (_, path, value, line) => {
    expect(lines(resolve(changed(seed(), path, value)))).toContain(line);
  });
});
