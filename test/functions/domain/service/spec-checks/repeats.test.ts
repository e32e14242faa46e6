import { describe, expect, it } from '@jest/globals';
import { changed, lines, networkSpec, resolve, seed } from '../support/documents.ts';

const balancer = ['aws', 'elb', 'loadBalancers', 0];
const listener = [...balancer, 'listeners', 0];
const service = ['aws', 'ecs', 'service'];
const definition = ['aws', 'ecs', 'taskDefinition'];
const container = [...definition, 'containerDefinitions', 0];

describe('a list', () => {
  const twice = (path: (string | number)[], number: number) => {
    const document = seed();
    const list = path.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown>)[key], document);
    return changed(document, [...path, number], structuredClone((list as unknown[])[0]));
  };

  it.each<[string, (string | number)[], string]>([
    [
      'target groups',
      ['aws', 'elb', 'targetGroups'],
      'FAIL $.aws.elb.targetGroups[1].name: a name of its own: targetGroups[0] has it too',
    ],
    [
      'listeners',
      [...balancer, 'listeners'],
      'FAIL $.aws.elb.loadBalancers[0].listeners[1]: the same load balancer and port as $.aws.elb.loadBalancers[0].listeners[0]: put their rules together',
    ],
    [
      'load balancers',
      ['aws', 'elb', 'loadBalancers'],
      'FAIL $.aws.elb.loadBalancers[1].listeners[0]: the same load balancer and port as $.aws.elb.loadBalancers[0].listeners[0]: put their rules together',
    ],
    [
      'rules',
      [...listener, 'rules'],
      'FAIL $.aws.elb.loadBalancers[0].listeners[0].rules[1].conditions: conditions that no earlier rule of the listener has',
    ],
    [
      'what the service is attached to',
      [...service, 'loadBalancers'],
      'FAIL $.aws.ecs.service.loadBalancers[1].targetGroup.name: a target group of its own: loadBalancers[0] has it',
    ],
    [
      'secrets',
      [...container, 'secrets'],
      'FAIL $.aws.ecs.taskDefinition.containerDefinitions[0].secrets[1].name: a name of its own: secrets[0] has it too',
    ],
  ])('of %s has none twice', (_, path, line) => {
    expect(lines(resolve(twice(path, 1)))).toContain(line);
  });

  it('of load balancers tells foo and 1443 from foo1 and 443', () => {
    const document = networkSpec();
    const listenerAt = (port: number, targetGroupName: string) => [
      { protocol: 'TCP', port, action: { targetGroupName } },
    ];
    changed(document, balancer, { name: 'foo', type: 'network', listeners: listenerAt(1443, 'gateway-1') });
    changed(document, ['aws', 'elb', 'loadBalancers', 1], {
      name: 'foo1',
      type: 'network',
      listeners: listenerAt(443, 'gateway-2'),
    });
    changed(document, ['aws', 'elb', 'targetGroups', 1], {
      name: 'gateway-2',
      protocol: 'TCP',
      port: 443,
      healthCheck: { protocol: 'TCP' },
    });
    expect(lines(resolve(document))).toEqual([]);
  });

  it('of rules tells two names of headers apart', () => {
    const document = twice([...listener, 'rules'], 1);
    for (const [index, HttpHeaderName] of ['X-A', 'X-B'].entries()) {
      const condition = { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName, Values: ['1'] } };
      changed(document, [...listener, 'rules', index, 'conditions'], [condition]);
    }
    expect(lines(resolve(document))).toEqual([]);
  });
});
