import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { elbCalls } from '../../../../functions/clients/calls/elb.ts';
import { sendCall } from '../../../../functions/clients/calls/index.ts';
import { readLoadBalancing } from '../../../../functions/clients/load-balancing/read-load-balancing.ts';
import { sendPlanned } from '../../../../functions/clients/load-balancing/send-planned.ts';
import { planListeners } from '../../../../functions/domain/service/plan/listeners.ts';
import type { LoadBalancingFacts } from '../../../../functions/domain/service/plan/load-balancing-facts.ts';
import { planContext } from '../../../../functions/domain/service/plan/plan-context.ts';
import { planTargetGroups } from '../../../../functions/domain/service/plan/target-groups.ts';
import type { ServiceSpec } from '../../../../functions/domain/service/spec-schema/index.ts';
import { certificate } from '../../../sandbox/services/elb/started.ts';
import {
  groupSpec,
  hostRule,
  loadBalancingSpec,
  networkSpec,
  tcpListener,
} from '../../../support/load-balancing-spec.ts';
import { type LoadBalancingWorld, startWorld, stateOf, tagsOf } from './world.ts';

let world: LoadBalancingWorld;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

const service = { cluster: 'prod', service: 'web' };
const read = (spec: ServiceSpec) => readLoadBalancing(world.client, { spec, service }, { uses: true });

/** Facts without the ARNs of rules and listeners, which those that were deleted do not get back. */
const lasting = ({ targetGroups, loadBalancers }: LoadBalancingFacts) => ({
  targetGroups,
  listeners: loadBalancers.flatMap(({ listeners }) =>
    listeners.map(({ arn: _, rules, ...listener }) => ({
      ...listener,
      rules: rules?.map(({ arn: __, ...rule }) => rule),
    })),
  ),
});

/** Carries a plan out and undoes it, newest first. @returns what was there before, in between and after */
const thereAndBack = async (spec: ServiceSpec) => {
  const before = await read(spec);
  const context = planContext({ ...stateOf(spec, true), stage: 'ecs-runbooks-test' });
  const planned = [...planTargetGroups(spec, before, context).planned, ...planListeners(spec, before, context).planned];
  await sendPlanned(world.client, planned);
  const between = await read(spec);
  for (const call of planned.toReversed().flatMap(({ undo }) => undo)) await sendCall(elbCalls(world.client), call);
  return {
    before: lasting(before),
    between: lasting(between),
    after: lasting(await read(spec)),
    planned,
  };
};

describe('undoing', () => {
  it.each<[string, object, object]>([
    ['another path', { protocol: 'HTTP', path: '/a', interval: 20 }, { protocol: 'HTTP', path: '/b', interval: 30 }],
    ['another protocol', { protocol: 'HTTP', path: '/a', matcher: { HttpCode: '201' } }, { protocol: 'TCP' }],
  ])('restores the health check of a target group: %s', async (_name, healthCheck, other) => {
    const group = groupSpec('tcp-1', { protocol: 'TCP', healthCheck });
    const loadBalancers = [{ name: 'tcp-lb', type: 'network', listeners: [tcpListener(3306)] }];
    const spec = loadBalancingSpec({ loadBalancers, targetGroups: [group] });
    await world.createTargetGroups(spec);
    await world.updateListeners(spec);
    const changed = loadBalancingSpec({ loadBalancers, targetGroups: [{ ...group, healthCheck: other }] });
    const { before, between, after } = await thereAndBack(changed);
    expect(between).not.toEqual(before);
    expect(after).toEqual(before);
  });

  it('restores the action of a rule, a weighted one with stickiness included', async () => {
    const spec = loadBalancingSpec();
    await world.createTargetGroups(spec);
    const TargetGroups = [
      { TargetGroupArn: await world.targetGroup('theirs'), Weight: 3 },
      { TargetGroupArn: await world.targetGroup('theirs-2'), Weight: 1 },
    ];
    const TargetGroupStickinessConfig = { Enabled: true, DurationSeconds: 60 };
    await world.rule(world.web80, 5, {
      Conditions: [{ Field: 'host-header', Values: ['a.example.com'] }],
      Actions: [{ Type: 'forward', ForwardConfig: { TargetGroups, TargetGroupStickinessConfig } }],
    });
    const { before, between, after, planned } = await thereAndBack(spec);
    expect(planned.at(-1)?.changes).toEqual([
      { field: 'Actions', from: 'forward to theirs and theirs-2', to: 'forward to web-1' },
    ]);
    expect(between).not.toEqual(before);
    expect(after).toEqual(before);
  });

  it('restores conditions, and rules that the spec no longer has', async () => {
    const rules = ['a', 'b', 'c'].map((name) => hostRule(`${name}.example.com`));
    await world.createTargetGroups();
    await world.updateListeners(loadBalancingSpec({ rules }));
    const { before, between, after, planned } = await thereAndBack(
      loadBalancingSpec({ rules: [hostRule('d.example.com'), hostRule('b.example.com')] }),
    );
    expect(planned.map(({ action, name }) => [action, name])).toEqual([
      ['keep', 'web-1'],
      ['change', 'web-lb HTTP:80 host-header=d.example.com'],
      ['keep', 'web-lb HTTP:80 host-header=b.example.com'],
      ['delete', 'web-lb HTTP:80 host-header=c.example.com'],
    ]);
    expect(between).not.toEqual(before);
    expect(after).toEqual(before);
  });

  it('restores a listener with its protocol and certificate, and one that the spec no longer has', async () => {
    const spec = networkSpec(tcpListener(3306));
    await world.createTargetGroups(spec);
    await world.updateListeners(networkSpec(tcpListener(3307)));
    const TargetGroupArn = await world.targetGroup('theirs', { Protocol: 'TCP' });
    await world.client.createListener({
      LoadBalancerArn: world.tcpLb,
      Protocol: 'TLS',
      Port: 3306,
      DefaultActions: [{ Type: 'forward', TargetGroupArn }],
      SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
      Certificates: [{ CertificateArn: certificate }],
      AlpnPolicy: ['HTTP2Preferred'],
      Tags: tagsOf(),
    });
    const byPort = <Port extends { port: number }>({ listeners }: { listeners: Port[] }) =>
      listeners.toSorted((a, b) => a.port - b.port);
    const { before, between, after, planned } = await thereAndBack(spec);
    expect(planned.map(({ action, name }) => [action, name])).toEqual([
      ['keep', 'tcp-1'],
      ['change', 'tcp-lb TCP:3306'],
      ['delete', 'tcp-lb TCP:3307'],
    ]);
    expect(byPort(between)).not.toEqual(byPort(before));
    expect(byPort(after)).toEqual(byPort(before));
  });
});
