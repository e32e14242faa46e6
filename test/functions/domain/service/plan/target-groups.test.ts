import { describe, expect, it } from '@jest/globals';
import { planTargetGroups } from '../../../../../functions/domain/service/plan/target-groups.ts';
import { resolveServiceSpec } from '../../../../../functions/domain/service/resolve-spec.ts';
import { groupSpec, loadBalancingSpec } from '../../../../support/load-balancing-spec.ts';
import { seedText } from '../support/documents.ts';
import { balancerFacts, context, facts, groupArn, groupFacts } from './load-balancing-facts.ts';

const spec = loadBalancingSpec();
const planOf = (group: object, given = spec) =>
  planTargetGroups(given, facts({ targetGroups: [groupFacts(group)] }), context);

describe('planTargetGroups', () => {
  it('plans to create what is not there', () => {
    expect(planTargetGroups(spec, facts({ targetGroups: [] }), context)).toEqual({
      problems: [],
      planned: [
        {
          step: 'create-target-groups',
          action: 'create',
          type: 'target group',
          name: 'web-1',
          undo: [],
          changes: expect.arrayContaining([
            { field: 'Protocol', from: null, to: 'HTTP' },
            { field: 'VpcId', from: null, to: 'vpc-1' },
            { field: 'HealthCheckPath', from: null, to: '/health' },
          ]),
          calls: [
            {
              call: 'elasticloadbalancing:CreateTargetGroup',
              input: {
                Name: 'web-1',
                Protocol: 'HTTP',
                Port: 8080,
                TargetType: 'ip',
                VpcId: 'vpc-1',
                HealthCheckProtocol: 'HTTP',
                HealthCheckPath: '/health',
                HealthCheckIntervalSeconds: 10,
                HealthCheckTimeoutSeconds: 5,
                Tags: expect.arrayContaining([{ Key: 'ecs-runbooks:service', Value: 'prod/web' }]),
              },
            },
          ],
        },
      ],
    });
  });

  it('creates the seed’s target group as its tool does', () => {
    const { spec: seed } = resolveServiceSpec(seedText, { environment: 'prestaging' });
    if (!seed) throw new Error('the seed is no spec');
    const loadBalancers = [balancerFacts([], { name: 'example-lb-int-prestaging' })];
    const { planned } = planTargetGroups(seed, facts({ targetGroups: [], loadBalancers }), context);
    expect(planned).toMatchObject([{ calls: [{ input: { Name: 'example-prestaging-111', TargetType: 'ip' } }] }]);
  });

  it('keeps one of the service that is as the spec says, whatever AWS has filled in', () => {
    expect(planOf({})).toMatchObject({
      planned: [{ action: 'keep', arn: groupArn('web-1'), calls: [] }],
      problems: [],
    });
  });

  it('changes what differs, and undoes with all that was there', () => {
    const healthCheck = { ...groupFacts().healthCheck, HealthCheckPath: '/old', Matcher: { HttpCode: '200' } };
    const matching = loadBalancingSpec({
      targetGroups: [
        groupSpec('web-1', { healthCheck: { protocol: 'HTTP', path: '/health', matcher: { HttpCode: '204' } } }),
      ],
    });
    expect(planOf({ healthCheck }, matching).planned).toMatchObject([
      {
        action: 'change',
        changes: [
          { field: 'HealthCheckPath', from: '/old', to: '/health' },
          { field: 'Matcher', from: '200', to: '204' },
        ],
        calls: [
          {
            call: 'elasticloadbalancing:ModifyTargetGroup',
            input: { TargetGroupArn: groupArn('web-1'), HealthCheckPath: '/health', Matcher: { HttpCode: '204' } },
          },
        ],
        undo: [{ input: { TargetGroupArn: groupArn('web-1'), ...healthCheck } }],
      },
    ]);
  });

  it('names every setting that AWS cannot change', () => {
    const other = { protocol: 'HTTPS', port: 1, vpcId: 'vpc-2', targetType: 'instance' };
    expect(planOf(other).problems).toEqual([
      {
        kind: 'IMMUTABLE',
        check: 'target group web-1',
        detail:
          'already exists, and AWS cannot change these of its settings: Protocol is HTTPS, the spec says HTTP; ' +
          'Port is 1, the spec says 8080; TargetType is instance, the spec says ip; VpcId is vpc-2, the spec says vpc-1',
        remedy: 'give the target group another name, or tear the service down first',
      },
    ]);
  });

  it('uses an allowed one as it is and says how it differs', () => {
    const plan = planTargetGroups(
      spec,
      facts({ targetGroups: [groupFacts({ tags: {}, healthCheck: { HealthCheckProtocol: 'HTTP' } })] }),
      { ...context, allowExisting: true },
    );
    expect(plan.planned).toMatchObject([
      {
        action: 'keep',
        calls: [],
        reason: expect.stringContaining('HealthCheckPath is not set, the spec says /health'),
      },
    ]);
  });

  it('refuses one that another load balancer uses', () => {
    const loadBalancerArns = ['arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/old-lb/9'];
    expect(planOf({ loadBalancerArns }).problems).toMatchObject([
      { kind: 'IMMUTABLE', detail: 'is used by load balancer app/old-lb/9, and only one load balancer can use it' },
    ]);
  });

  it('takes the VPC of the load balancer that the service names where no listener uses the group', () => {
    const loadBalancers = ['one', 'two'].map((name) => ({ name, type: 'application', listeners: [] }));
    const named = loadBalancingSpec({ loadBalancers });
    expect(planTargetGroups(named, facts({ targetGroups: [] }), context).problems).toMatchObject([
      { kind: 'MISSING', detail: 'no load balancer of the spec uses it, so that its VPC is not known' },
    ]);
    const [attached] = named.aws.ecs.service?.loadBalancers ?? [];
    if (attached) attached.loadBalancerName = 'two';
    const two = balancerFacts([], { name: 'two', vpcId: 'vpc-2' });
    expect(planTargetGroups(named, facts({ targetGroups: [], loadBalancers: [two] }), context).planned).toMatchObject([
      { calls: [{ input: { VpcId: 'vpc-2' } }] },
    ]);
  });

  it('leaves out one that nothing uses, as the seed’s tool does', () => {
    const more = loadBalancingSpec({ targetGroups: [groupSpec(), groupSpec('idle', { port: 8081 })] });
    const { planned, problems } = planTargetGroups(more, facts({ targetGroups: [] }), context);
    expect(problems).toEqual([]);
    expect(planned).toMatchObject([
      { name: 'web-1', action: 'create' },
      { name: 'idle', action: 'leave', calls: [], reason: 'neither the service nor a listener of the spec uses it' },
    ]);
  });

  it('plans nothing for a spec without load balancing', () => {
    const { elb: _, ...aws } = spec.aws;
    expect(planTargetGroups({ ...spec, aws }, facts(), context)).toEqual({ planned: [], problems: [] });
  });
});
