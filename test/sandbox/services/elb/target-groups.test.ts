import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startElb, type TestElb, vpcId } from './started.ts';

let test: TestElb;
beforeAll(async () => {
  test = await startElb();
});
afterAll(() => test.close());

describe('a target group', () => {
  it('has the defaults of its protocol', async () => {
    await test.targetGroup('http-defaults');
    await test.targetGroup('tcp-defaults', { Protocol: 'TCP', TargetType: undefined });
    const { TargetGroups } = await test.client.describeTargetGroups({ Names: ['http-defaults', 'tcp-defaults'] });
    expect(TargetGroups?.[0]).toMatchObject({
      Protocol: 'HTTP',
      ProtocolVersion: 'HTTP1',
      TargetType: 'ip',
      HealthCheckProtocol: 'HTTP',
      HealthCheckPort: 'traffic-port',
      HealthCheckPath: '/',
      HealthCheckIntervalSeconds: 30,
      HealthCheckTimeoutSeconds: 5,
      HealthyThresholdCount: 5,
      UnhealthyThresholdCount: 2,
      Matcher: { HttpCode: '200' },
      LoadBalancerArns: [],
    });
    expect(TargetGroups?.[1]).toMatchObject({ TargetType: 'instance', HealthCheckProtocol: 'TCP' });
    expect(TargetGroups?.[1]).not.toHaveProperty('HealthCheckPath');
    expect(TargetGroups?.[1]).not.toHaveProperty('Matcher');
  });

  it('is the same when it is asked for again, and refused with other settings', async () => {
    const arn = await test.targetGroup('twice', { HealthCheckPath: '/health' });
    expect(await test.targetGroup('twice', { HealthCheckPath: '/health' })).toBe(arn);
    await expect(test.targetGroup('twice', { Port: 81 })).rejects.toMatchObject({
      name: 'DuplicateTargetGroupNameException',
      message: "A target group with the same name 'twice' exists, but with different settings",
    });
  });

  it('changes its health check and keeps the rest of it', async () => {
    const TargetGroupArn = await test.targetGroup('modified', { HealthCheckPath: '/health' });
    const { TargetGroups } = await test.client.modifyTargetGroup({
      TargetGroupArn,
      HealthCheckIntervalSeconds: 10,
      Matcher: { HttpCode: '200-204,301' },
    });
    expect(TargetGroups).toMatchObject([
      { HealthCheckPath: '/health', HealthCheckIntervalSeconds: 10, Matcher: { HttpCode: '200-204,301' } },
    ]);
  });

  it('is not deleted while a rule forwards to it; once deleted, deleting it again is a success', async () => {
    const TargetGroupArn = await test.targetGroup('in-use');
    const listener = await test.listener(await test.loadBalancer('user'), 80);
    const rule = await test.rule(listener, 1, { Actions: [{ Type: 'forward', TargetGroupArn }] });
    await expect(test.client.deleteTargetGroup({ TargetGroupArn })).rejects.toMatchObject({
      name: 'ResourceInUseException',
      message: `Target group '${TargetGroupArn}' is currently in use by a listener or a rule`,
    });
    await test.client.deleteRule({ RuleArn: rule });
    await test.client.deleteTargetGroup({ TargetGroupArn });
    await test.client.deleteTargetGroup({ TargetGroupArn });
    await expect(test.client.describeTargetGroups({ Names: ['in-use'] })).rejects.toMatchObject({
      name: 'TargetGroupNotFoundException',
      message: 'One or more target groups not found',
    });
  });

  it.each([
    ['a name of 33 characters', { Name: 'x'.repeat(33) }, "cannot be longer than '32' characters"],
    ['an underscore', { Name: 'a_b' }, 'alphanumeric characters and hyphens'],
    ['a newline at the end', { Name: 'a\n' }, 'alphanumeric characters and hyphens'],
    ['a hyphen at the start', { Name: '-a' }, 'cannot begin or end with a hyphen'],
    ['no protocol', { Protocol: undefined }, 'A protocol must be specified'],
    ['no port', { Port: undefined }, 'A port must be specified'],
    ['port 65536', { Port: 65_536 }, 'between 1 and 65535'],
    ['no VPC', { VpcId: undefined }, 'A VPC ID must be specified'],
    ['an unknown VPC', { VpcId: 'vpc-1' }, "The VPC ID 'vpc-1' is not found"],
    ['an unknown protocol', { Protocol: 'FTP' }, 'Member must satisfy enum value set'],
    ['an interval of 4 s', { HealthCheckIntervalSeconds: 4 }, "must be between '5-300' inclusive"],
    [
      'a timeout of the interval',
      { HealthCheckIntervalSeconds: 10, HealthCheckTimeoutSeconds: 10 },
      'must be smaller than the interval',
    ],
    ['a threshold of 11', { HealthyThresholdCount: 11 }, "must be between '2-10' inclusive"],
    ['a path without a slash', { HealthCheckPath: 'health' }, "must begin with a '/'"],
    ['a matcher of 500', { Matcher: { HttpCode: '500' } }, "must be within '200-499' inclusive"],
    ['a health check port of text', { HealthCheckPort: 'http' }, "must be 'traffic-port' or in the range"],
  ])('is refused with %s', async (_name, input, message) => {
    await expect(test.targetGroup('refused', input)).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining(message),
    });
  });

  it.each([
    ['a path', { HealthCheckPath: '/' }, 'Health check paths are not supported for TCP health checks'],
    ['a matcher', { Matcher: { HttpCode: '200' } }, 'Health check matchers are not supported for TCP health checks'],
  ])('with TCP health checks takes no %s', async (_name, input, message) => {
    await expect(test.targetGroup('tcp-refused', { Protocol: 'TCP', ...input })).rejects.toMatchObject({
      name: 'InvalidConfigurationRequestException',
      message,
    });
  });

  it('of Lambda functions has no port, protocol or VPC', async () => {
    const lambda = { Name: 'functions', TargetType: 'lambda' as const };
    await expect(test.client.createTargetGroup({ ...lambda, VpcId: vpcId })).rejects.toThrow(
      'VPC ID cannot be specified',
    );
    const { TargetGroups } = await test.client.createTargetGroup(lambda);
    expect(TargetGroups).toMatchObject([{ TargetType: 'lambda', HealthCheckEnabled: false }]);
  });
});

describe('attributes of a target group', () => {
  const put = async (name: string, Key: string, Value: string, input: object = {}) => {
    const TargetGroupArn = await test.targetGroup(name, input);
    return test.client.modifyTargetGroupAttributes({ TargetGroupArn, Attributes: [{ Key, Value }] });
  };

  it('have defaults and are set one by one', async () => {
    const { Attributes } = await put('delayed', 'deregistration_delay.timeout_seconds', '30');
    expect(Attributes).toContainEqual({ Key: 'deregistration_delay.timeout_seconds', Value: '30' });
    expect(Attributes).toContainEqual({ Key: 'stickiness.type', Value: 'lb_cookie' });
  });

  it.each([
    ['deregistration_delay.timeout_seconds', '3601', 'ValidationError'],
    ['stickiness.enabled', 'yes', 'ValidationError'],
    ['slow_start.duration_seconds', '10', 'ValidationError'],
    ['no.such.attribute', 'true', 'ValidationError'],
    ['proxy_protocol_v2.enabled', 'true', 'InvalidConfigurationRequestException'],
  ])('%s is refused as %s', async (key, value, name) => {
    await expect(put('attributes', key, value)).rejects.toMatchObject({ name });
  });
});
