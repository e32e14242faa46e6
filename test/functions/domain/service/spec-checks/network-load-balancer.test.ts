import { describe, expect, it } from '@jest/globals';
import { changed, type Fault, lines, networkSpec, resolve } from '../support/documents.ts';

const balancer = ['aws', 'elb', 'loadBalancers', 0];
const listener = [...balancer, 'listeners', 0];
const service = ['aws', 'ecs', 'service'];

describe('a network load balancer', () => {
  it('is read with its listener, its action and its target group', () => {
    expect(lines(resolve(networkSpec()))).toEqual([]);
  });

  it.each<Fault>([
    [
      'rules',
      [...listener, 'rules'],
      [],
      'FAIL $.aws.elb.loadBalancers[0].listeners[0].rules: a network load balancer has no rules; it has one action for each listener',
    ],
    [
      'no action',
      [...listener, 'action'],
      undefined,
      'FAIL $.aws.elb.loadBalancers[0].listeners[0].action: required: an object with targetGroupName, because the type is network',
    ],
    [
      'an unknown target group',
      [...listener, 'action', 'targetGroupName'],
      'gateway',
      'FAIL $.aws.elb.loadBalancers[0].listeners[0].action.targetGroupName: the name of one of aws.elb.targetGroups; did you mean gateway-1?',
    ],
    [
      'HTTP',
      [...listener, 'protocol'],
      'HTTP',
      'FAIL $.aws.elb.loadBalancers[0].listeners[0].protocol: one of: TCP, because the load balancer is of type network',
    ],
    [
      'the target group of another one',
      ['aws', 'elb', 'loadBalancers', 1],
      {
        name: 'other',
        type: 'network',
        listeners: [{ protocol: 'TCP', port: 1, action: { targetGroupName: 'gateway-1' } }],
      },
      'FAIL $.aws.elb.loadBalancers[1].listeners[0].action.targetGroupName: a target group of its own: one cannot be used by two load balancers',
    ],
  ])('with %s is told so', (_, path, value, line) => {
    expect(lines(resolve(changed(networkSpec(), path, value)))).toContain(line);
  });
});

describe('a spec without', () => {
  it.each<[string, (string | number)[]]>([
    ['load balancing, of whose target groups nothing is known then', ['aws', 'elb']],
    ['a service', service],
    ['what the service is attached to', [...service, 'loadBalancers']],
  ])('%s is complete', (_, path) => {
    expect(lines(resolve(changed(networkSpec(), path)))).toEqual([]);
  });
});
