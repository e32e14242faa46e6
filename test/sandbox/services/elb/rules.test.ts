import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { notFound, startElb, type TestElb } from './started.ts';

let test: TestElb;
let listener: string;
let port = 80;
/** A listener without rules. */
const freshListener = async () => {
  port += 1;
  return test.listener(await test.loadBalancer(`alb-${port}`), port);
};
beforeAll(async () => {
  test = await startElb();
  listener = await freshListener();
});
afterAll(() => test.close());

const prioritiesOf = async (ListenerArn: string) =>
  (await test.client.describeRules({ ListenerArn })).Rules?.map(({ Priority }) => Priority);

describe('rules', () => {
  it('come by priority, the default one last, in several pages', async () => {
    const ListenerArn = await freshListener();
    for (let priority = 60; priority >= 1; priority -= 1) await test.rule(ListenerArn, priority);
    const first = await test.client.describeRules({ ListenerArn });
    expect(first.Rules).toHaveLength(50);
    const second = await test.client.describeRules({ ListenerArn, Marker: first.NextMarker });
    expect(second.NextMarker).toBeUndefined();
    const priorities = [...(first.Rules ?? []), ...(second.Rules ?? [])].map(({ Priority }) => Priority);
    expect(priorities).toEqual([...Array.from({ length: 60 }, (_, index) => String(index + 1)), 'default']);
    expect(second.Rules?.at(-1)).toMatchObject({ IsDefault: true, Conditions: [], Actions: [notFound] });
  });

  it('are at most 100 on all listeners of a load balancer, besides the default ones', async () => {
    const loadBalancer = await test.loadBalancer('full');
    const [one, two] = [await test.listener(loadBalancer, 80), await test.listener(loadBalancer, 81)];
    for (let priority = 1; priority <= 50; priority += 1) {
      await test.rule(one, priority);
      await test.rule(two, priority);
    }
    await expect(test.rule(one, 101)).rejects.toMatchObject({ name: 'TooManyRulesException' });
  });

  it.each([0, 50_001, 1.5])('take no priority %s', async (priority) => {
    await expect(test.rule(listener, priority)).rejects.toMatchObject({ name: 'ValidationError' });
  });

  it('take a priority once', async () => {
    await test.rule(listener, 50_000);
    await expect(test.rule(listener, 50_000)).rejects.toMatchObject({
      name: 'PriorityInUseException',
      message: "Priority '50000' is currently in use",
    });
  });

  it('change what is given and keep the rest', async () => {
    const RuleArn = await test.rule(listener, 10);
    const Actions = [{ ...notFound, FixedResponseConfig: { StatusCode: '503' } }];
    const { Rules } = await test.client.modifyRule({ RuleArn, Actions });
    expect(Rules).toMatchObject([{ RuleArn, Priority: '10', Conditions: [{ Values: ['/10'] }], Actions }]);
    await expect(test.client.modifyRule({ RuleArn })).rejects.toMatchObject({ name: 'ValidationError' });
  });

  it('leave the default rule alone', async () => {
    const { Rules } = await test.client.describeRules({ ListenerArn: await freshListener() });
    const RuleArn = Rules?.[0]?.RuleArn;
    const refused = { name: 'OperationNotPermittedException', message: expect.stringContaining('efault rule') };
    await expect(test.client.deleteRule({ RuleArn })).rejects.toMatchObject(refused);
    await expect(test.client.modifyRule({ RuleArn, Actions: [notFound] })).rejects.toMatchObject(refused);
    const RulePriorities = [{ RuleArn, Priority: 1 }];
    await expect(test.client.setRulePriorities({ RulePriorities })).rejects.toMatchObject(refused);
  });

  it('are deleted once', async () => {
    const RuleArn = await test.rule(listener, 11);
    await test.client.deleteRule({ RuleArn });
    await expect(test.client.deleteRule({ RuleArn })).rejects.toMatchObject({
      name: 'RuleNotFoundException',
      message: 'One or more rules not found',
    });
  });

  it('swap priorities in one call, and change none where one is taken', async () => {
    const ListenerArn = await freshListener();
    const [a, b] = [await test.rule(ListenerArn, 1), await test.rule(ListenerArn, 2)];
    await test.rule(ListenerArn, 3);
    const set = (...RulePriorities: { RuleArn: string; Priority: number }[]) =>
      test.client.setRulePriorities({ RulePriorities });
    await set({ RuleArn: a, Priority: 2 }, { RuleArn: b, Priority: 1 });
    const { Rules } = await test.client.describeRules({ RuleArns: [a] });
    expect(Rules).toMatchObject([{ Priority: '2' }]);
    await expect(set({ RuleArn: a, Priority: 9 }, { RuleArn: b, Priority: 3 })).rejects.toMatchObject({
      name: 'PriorityInUseException',
    });
    await expect(set({ RuleArn: a, Priority: 9 }, { RuleArn: b, Priority: 9 })).rejects.toMatchObject({
      name: 'ValidationError',
    });
    expect(await prioritiesOf(ListenerArn)).toEqual(['1', '2', '3', 'default']);
  });

  it('are not for network load balancers', async () => {
    const group = await test.targetGroup('tcp', { Protocol: 'TCP' });
    const tcp = await test.listener(await test.loadBalancer('network', 'network'), 80, group, 'TCP');
    await expect(test.rule(tcp, 1)).rejects.toMatchObject({ name: 'InvalidConfigurationRequestException' });
  });

  it('of a listener that is not there are refused', async () => {
    await expect(test.rule(`${listener}0`, 1)).rejects.toMatchObject({ name: 'ListenerNotFoundException' });
    await expect(test.client.describeRules({})).rejects.toMatchObject({ name: 'ValidationError' });
  });
});

describe('conditions', () => {
  let priority = 100;
  const create = (...Conditions: object[]) => {
    priority += 1;
    return test.client.createRule({ ListenerArn: listener, Priority: priority, Conditions, Actions: [notFound] });
  };

  it.each([
    ['Values', { Values: ['a.example.com'] }],
    ['HostHeaderConfig', { HostHeaderConfig: { Values: ['a.example.com'] } }],
  ])('given as %s are described in both forms', async (_name, input) => {
    const { Rules } = await create({ Field: 'host-header', ...input });
    expect(Rules?.[0]?.Conditions).toEqual([
      { Field: 'host-header', Values: ['a.example.com'], HostHeaderConfig: { Values: ['a.example.com'] } },
    ]);
  });

  it('of every field are taken together', async () => {
    const header = (HttpHeaderName: string) => ({ HttpHeaderConfig: { HttpHeaderName, Values: ['a'] } });
    const { Rules } = await create(
      { Field: 'http-header', ...header('X-One') },
      { Field: 'http-header', ...header('X-Two') },
      { Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['GET'] } },
      { Field: 'source-ip', SourceIpConfig: { Values: ['10.0.0.0/8'] } },
      { Field: 'query-string', QueryStringConfig: { Values: [{ Key: 'a', Value: 'b' }] } },
    );
    expect(Rules?.[0]?.Conditions).toHaveLength(5);
  });

  it.each<[string, object]>([
    ['a host', { Field: 'host-header', HostHeaderConfig: { RegexValues: ['^a[0-9]$'] } }],
    ['a path', { Field: 'path-pattern', PathPatternConfig: { RegexValues: ['^/a(b|c)'] } }],
    ['a header', { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-One', RegexValues: ['a b'] } }],
    ['a host in the plain form', { Field: 'host-header', RegexValues: ['^a$'] }],
  ])('take regular expressions of %s', async (_name, condition) => {
    expect((await create(condition)).Rules?.[0]?.Conditions).toMatchObject([condition]);
  });

  const path = (...Values: string[]) => ({ Field: 'path-pattern', Values });
  it.each([
    ['no condition', [], 'A condition must be specified'],
    ['no field', [{ Values: ['/a'] }], 'A condition field must be specified'],
    ['an unknown field', [{ Field: 'path', Values: ['/a'] }], "Condition field 'path' must be one of"],
    ['no value', [path()], 'A condition value must be specified'],
    ['the same field twice', [path('/a'), path('/b')], "A rule can only have one 'path-pattern' condition"],
    ['6 values', [path('/1', '/2', '/3', '/4', '/5', '/6')], "A rule can only have '5' condition values"],
    ['6 regular expressions', [{ Field: 'path-pattern', RegexValues: [...'123456'] }], "have '5' condition values"],
    ['an empty one', [{ Field: 'path-pattern', RegexValues: [''] }], 'cannot be empty'],
    ['a long one', [{ Field: 'path-pattern', RegexValues: ['x'.repeat(129)] }], "the limit is '128'"],
    [
      'regular expressions of an address',
      [{ Field: 'source-ip', RegexValues: ['.*'] }],
      "The 'RegexValues' field is not compatible with 'source-ip'",
    ],
    ['6 wildcards', [path('/*/*/*/*/*/?')], "A rule can only have '5' condition wildcards"],
    ['a long value', [path(`/${'x'.repeat(128)}`)], "The 'path-pattern' value is too long; the limit is '128'"],
    ['a blank', [path('/a b')], 'contains invalid characters'],
    [
      'both forms',
      [{ ...path('/a'), PathPatternConfig: { Values: ['/a'] } }],
      "You cannot provide both Values and 'PathPatternConfig' for a condition of type 'path-pattern'",
    ],
    ['the form of another field', [{ ...path('/a'), HostHeaderConfig: { Values: ['a'] } }], 'is not compatible with'],
    ['Values of a header', [{ Field: 'http-header', Values: ['a'] }], "The 'Values' field is not compatible"],
    ['an address without a mask', [{ Field: 'source-ip', SourceIpConfig: { Values: ['10.0.0.1'] } }], 'invalid'],
    ['a wrong mask', [{ Field: 'source-ip', SourceIpConfig: { Values: ['10.0.0.1/33'] } }], 'not a valid CIDR block'],
    [
      'a method in lower case',
      [{ Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['get'] } }],
      'contains invalid characters',
    ],
    [
      'a query without a value',
      [{ Field: 'query-string', QueryStringConfig: { Values: [{ Key: 'a' }] } }],
      "A 'Value'",
    ],
  ])('are refused with %s', async (_name, conditions, message) => {
    await expect(create(...conditions)).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining(message),
    });
  });
});

describe('actions', () => {
  const create = (...Actions: object[]) => test.rule(listener, 40_000, { Actions });
  const redirect = (config: object) => ({ Type: 'redirect', RedirectConfig: { StatusCode: 'HTTP_301', ...config } });
  const response = (config: object) => ({
    Type: 'fixed-response',
    FixedResponseConfig: { StatusCode: '200', ...config },
  });

  it.each([
    ['a redirect that changes nothing', [redirect({})], 'InvalidLoadBalancerActionException'],
    ['a redirect with 307', [redirect({ StatusCode: 'HTTP_307', Port: '1' })], 'ValidationError'],
    ['a response with 300', [response({ StatusCode: '300' })], 'ValidationError'],
    ['an image as a response', [response({ ContentType: 'image/png' })], 'InvalidLoadBalancerActionException'],
    ['a long response', [response({ MessageBody: 'x'.repeat(1_025) })], 'InvalidLoadBalancerActionException'],
    ['an unknown type', [{ Type: 'drop' }], 'ValidationError'],
    [
      'two responses',
      [
        { ...response({}), Order: 1 },
        { ...response({}), Order: 2 },
      ],
      'TooManyActionsException',
    ],
    ['actions without an order', [response({}), response({})], 'ValidationError'],
    ['authentication on HTTP', [{ Type: 'authenticate-oidc' }], 'InvalidLoadBalancerActionException'],
    ['a forward to nothing', [{ Type: 'forward' }], 'ValidationError'],
  ])('are refused with %s', async (_name, actions, name) => {
    await expect(create(...actions)).rejects.toMatchObject({ name });
  });

  it('of a redirect are described with what stays as it is', async () => {
    const RuleArn = await create(redirect({ Host: 'b.example.com' }));
    const { Rules } = await test.client.describeRules({ RuleArns: [RuleArn] });
    expect(Rules?.[0]?.Actions).toEqual([
      redirect({
        Host: 'b.example.com',
        Protocol: '#{protocol}',
        Port: '#{port}',
        Path: '/#{path}',
        Query: '#{query}',
      }),
    ]);
  });
});
