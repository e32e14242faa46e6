import type { CreateListenerCommandInput } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { certificate, notFound, startElb, type TestElb } from './started.ts';

let test: TestElb;
let application: string;
let network: string;
beforeAll(async () => {
  test = await startElb();
  application = await test.loadBalancer('application');
  network = await test.loadBalancer('network', 'network');
});
afterAll(() => test.close());

describe('a listener', () => {
  it('forwards in both forms that AWS describes', async () => {
    const TargetGroupArn = await test.targetGroup('both-forms');
    const ListenerArn = await test.listener(application, 81, TargetGroupArn);
    const { Listeners } = await test.client.describeListeners({ ListenerArns: [ListenerArn] });
    expect(Listeners).toMatchObject([
      {
        ListenerArn: expect.stringContaining(':listener/app/application/'),
        Protocol: 'HTTP',
        Port: 81,
        DefaultActions: [
          {
            Type: 'forward',
            TargetGroupArn,
            ForwardConfig: {
              TargetGroups: [{ TargetGroupArn, Weight: 1 }],
              TargetGroupStickinessConfig: { Enabled: false },
            },
          },
        ],
      },
    ]);
    const { TargetGroups } = await test.client.describeTargetGroups({ LoadBalancerArn: application });
    expect(TargetGroups).toMatchObject([{ TargetGroupArn, LoadBalancerArns: [application] }]);
  });

  it('is the same when it is asked for again, and refused on a port that is taken', async () => {
    const arn = await test.listener(application, 82);
    expect(await test.listener(application, 82)).toBe(arn);
    await expect(test.listener(application, 82, await test.targetGroup('other'))).rejects.toMatchObject({
      name: 'DuplicateListenerException',
      message: `A listener already exists on this port for this load balancer '${application}'`,
    });
  });

  it('turns from plain text to TLS and back', async () => {
    const ListenerArn = await test.listener(application, 83);
    const secured = { ListenerArn, Protocol: 'HTTPS' as const, Certificates: [{ CertificateArn: certificate }] };
    expect(await test.client.modifyListener(secured)).toMatchObject({
      Listeners: [{ Protocol: 'HTTPS', Port: 83, SslPolicy: expect.any(String), Certificates: secured.Certificates }],
    });
    const { Listeners = [] } = await test.client.modifyListener({ ListenerArn, Protocol: 'HTTP', Port: 84 });
    expect(Listeners[0]).toMatchObject({ Protocol: 'HTTP', Port: 84, DefaultActions: [notFound] });
    expect(Listeners[0]).not.toHaveProperty('SslPolicy');
    await test.listener(application, 85);
    await expect(test.client.modifyListener({ ListenerArn, Port: 85 })).rejects.toMatchObject({
      name: 'DuplicateListenerException',
    });
  });

  it('is deleted once, with its rules', async () => {
    const ListenerArn = await test.listener(application, 86);
    const rule = await test.rule(ListenerArn, 1);
    await test.client.deleteListener({ ListenerArn });
    await expect(test.client.describeRules({ RuleArns: [rule] })).rejects.toMatchObject({
      name: 'RuleNotFoundException',
    });
    await expect(test.client.deleteListener({ ListenerArn })).rejects.toMatchObject({
      name: 'ListenerNotFoundException',
      message: 'One or more listeners not found',
    });
  });

  it.each([
    [
      'TCP on an application load balancer',
      { Protocol: 'TCP' },
      "Listener protocol 'TCP' must be one of 'HTTPS, HTTP'",
    ],
    ['no protocol', { Protocol: undefined }, 'A listener protocol must be specified'],
    ['no port', { Port: undefined }, 'A listener port must be specified'],
    ['port 0', { Port: 0 }, 'Member must have value between 1 and 65535'],
    ['HTTPS without a certificate', { Protocol: 'HTTPS' }, 'A certificate must be specified for HTTPS listeners'],
    ['HTTP with a certificate', { Certificates: [{ CertificateArn: certificate }] }, 'cannot be specified for HTTP'],
    ['no action', { DefaultActions: [] }, 'An action must be specified'],
  ])('is refused with %s', async (_name, input, message) => {
    const given = { LoadBalancerArn: application, Protocol: 'HTTP', Port: 99, DefaultActions: [notFound], ...input };
    await expect(test.client.createListener(given as CreateListenerCommandInput)).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining(message),
    });
  });

  it('is described by load balancer or by ARN, not by both or neither', async () => {
    await expect(test.client.describeListeners({})).rejects.toMatchObject({ name: 'ValidationError' });
    const both = { LoadBalancerArn: application, ListenerArns: ['x'] };
    await expect(test.client.describeListeners(both)).rejects.toMatchObject({ name: 'ValidationError' });
    await expect(test.client.describeListeners({ LoadBalancerArn: `${application}0` })).rejects.toMatchObject({
      name: 'LoadBalancerNotFoundException',
    });
  });
});

describe('a forward', () => {
  const forward = (LoadBalancerArn: string, Protocol: 'HTTP' | 'TCP', arns: string[], Weight = 1) =>
    test.client.createListener({
      LoadBalancerArn,
      Protocol,
      Port: 9_000,
      DefaultActions: [
        {
          Type: 'forward',
          ForwardConfig: { TargetGroups: arns.map((TargetGroupArn) => ({ TargetGroupArn, Weight })) },
        },
      ],
    });

  it('is refused where the protocols do not go together', async () => {
    const http = await test.targetGroup('http');
    const grpc = await test.targetGroup('grpc', { ProtocolVersion: 'GRPC' });
    await expect(forward(network, 'TCP', [http])).rejects.toMatchObject({
      name: 'IncompatibleProtocolsException',
      message: `The listener and its associated target group '${http}' have incompatible protocols: 'TCP' and 'HTTP'`,
    });
    await expect(forward(application, 'HTTP', [grpc])).rejects.toMatchObject({ name: 'UnsupportedProtocolException' });
  });

  it('is refused to a target group that another load balancer uses', async () => {
    const taken = await test.targetGroup('taken');
    await test.listener(application, 87, taken);
    const other = await test.loadBalancer('other');
    await expect(forward(other, 'HTTP', [taken])).rejects.toMatchObject({
      name: 'TargetGroupAssociationLimitException',
      message: `The following target groups cannot be associated with more than one load balancer: ${taken}`,
    });
  });

  it('is refused to what is missing, elsewhere, repeated or overweight', async () => {
    const one = await test.targetGroup('one');
    const elsewhere = await test.targetGroup('elsewhere', { VpcId: 'vpc-0fedcba9876543210' });
    const refused = (arns: string[], weight?: number) =>
      forward(application, 'HTTP', arns, weight).catch((error: Error) => error.name);
    expect(await refused([`${one}0`])).toBe('TargetGroupNotFoundException');
    expect(await refused([elsewhere])).toBe('InvalidConfigurationRequestException');
    expect(await refused([one, one])).toBe('ValidationError');
    expect(await refused([one], 1_000)).toBe('ValidationError');
    expect(await refused([])).toBe('ValidationError');
    expect(await refused(Array.from({ length: 6 }, (_, index) => `${one}${index}`))).toBe(
      'TooManyTargetGroupsException',
    );
  });

  it('goes to one target group on a network load balancer', async () => {
    const groups = await Promise.all(['tcp-a', 'tcp-b'].map((name) => test.targetGroup(name, { Protocol: 'TCP' })));
    await expect(forward(network, 'TCP', groups)).rejects.toMatchObject({ name: 'TooManyTargetGroupsException' });
    const { Listeners } = await forward(network, 'TCP', groups.slice(0, 1));
    expect(Listeners).toMatchObject([{ Protocol: 'TCP', DefaultActions: [{ TargetGroupArn: groups[0] }] }]);
  });
});
