import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeWith } from '../../../support/programs.ts';
import { aws } from '../../endpoint/started.ts';
import { Subnets, startElb, type TestElb, vpcId } from './started.ts';

describeWith(['aws'], 'load balancing from the AWS CLI', () => {
  let test: TestElb;
  beforeAll(async () => {
    test = await startElb();
  });
  afterAll(() => test.close());

  const elbv2 = (...args: string[]) => aws(test.endpoint, 'elbv2', ...args);

  it('creates and describes a load balancer, a listener and a rule', async () => {
    const created = await elbv2('create-load-balancer', '--name', 'cli', '--subnets', ...Subnets);
    const { LoadBalancers } = created.output as { LoadBalancers: [{ LoadBalancerArn: string }] };
    const loadBalancer = LoadBalancers[0].LoadBalancerArn;
    const response = 'Type=fixed-response,FixedResponseConfig={StatusCode=404}';
    const where = ['--load-balancer-arn', loadBalancer, '--protocol', 'HTTP', '--port', '80'];
    const listened = await elbv2('create-listener', ...where, '--default-actions', response);
    const { Listeners } = listened.output as { Listeners: [{ ListenerArn: string }] };
    const listener = Listeners[0].ListenerArn;
    const ruled = await elbv2(
      ...['create-rule', '--listener-arn', listener, '--priority', '7', '--actions', response],
      ...['--conditions', 'Field=path-pattern,PathPatternConfig={Values=[/a/*]}'],
    );
    expect(ruled.errors).toBe('');
    const { output } = await elbv2('describe-rules', '--listener-arn', listener);
    expect(output).toMatchObject({
      Rules: [{ Priority: '7', Conditions: [{ Values: ['/a/*'] }] }, { IsDefault: true }],
    });
  }, 60_000);

  it('names the error of a target group that is not there', async () => {
    const ip = ['--protocol', 'HTTP', '--port', '80', '--target-type', 'ip', '--vpc-id', vpcId];
    expect((await elbv2('create-target-group', '--name', 'cli', ...ip)).exitCode).toBe(0);
    const { errors } = await elbv2('describe-target-groups', '--names', 'cli', 'ghost');
    expect(errors).toContain('(TargetGroupNotFound)');
    expect(errors).toContain('One or more target groups not found');
  }, 60_000);
});
