import { ECS } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { RunbookResult } from '../../../functions/domain/runbook.ts';
import { type Moto, startMoto } from '../../support/moto.ts';
import { makeMotoWorld, motoEndpoints } from '../../support/moto-world.ts';
import { describeWith } from '../../support/programs.ts';
import { seedBlock, seedRuns } from '../../support/seed-runs.ts';

/*
 * Our machines and our functions, unchanged, on an AWS that others wrote. docs/moto.md lists what that AWS cannot do: each
 * entry is met here, by what the test does in moto's place or by what it expects.
 */

interface Action {
  action: string;
  type: string;
  changes: { field: string }[];
}

const patienceMs = 300_000;

/** The seed's spec without its autoscaling, whose tags moto cannot list. */
const withoutScaling = (text: string): string => {
  const spec = JSON.parse(text) as { aws: { ecs: { service: Record<string, unknown> } } };
  const { scalableTarget, scalingPolicy, ...service } = spec.aws.ecs.service;
  Object.assign(spec.aws.ecs, { service });
  return JSON.stringify(spec);
};

const actionsOf = ({ data = {} }: RunbookResult): Action[] => (data['plan'] as { actions: Action[] }).actions;

describeWith(['moto_server'], 'the seed’s block on moto', () => {
  const { world, run, watch } = seedRuns();
  let moto: Moto;
  let elb: ElasticLoadBalancingV2;
  let ecs: ECS;
  let text = '';

  beforeAll(async () => {
    moto = await startMoto({ MOTO_ACCOUNT_ID: '111122223333', MOTO_ECS_SERVICE_RUNNING: '1' });
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const config = { endpoint: moto.url, region: 'us-east-1', credentials };
    [elb, ecs] = [new ElasticLoadBalancingV2(config), new ECS(config)];
    text = await makeMotoWorld(config, seedBlock.cloud_spec_json, ['prestaging', 'staging']);
    for (const name of world.sandbox.services.lambda.names()) {
      world.sandbox.services.lambda.setEnvironment(name, motoEndpoints(moto.url));
    }
  }, patienceMs);

  afterAll(() => moto?.close());

  const eachTargetGroup = async (does: 'registerTargets' | 'deregisterTargets'): Promise<void> => {
    const { TargetGroups = [] } = await elb.describeTargetGroups({});
    for (const { TargetGroupArn } of TargetGroups) {
      await elb[does]({ TargetGroupArn, Targets: [{ Id: '10.0.0.9', Port: 80 }] });
    }
  };

  /** A run during which targets come and go as those of a service's tasks do: moto's services have no tasks. */
  const runPlayed = async (runbook: string, fields: object): Promise<RunbookResult> => {
    const execution = watch(runbook, fields, (state) => {
      const { clock } = world.sandbox;
      if (state === 'WaitForServiceStable') void clock.whileBusy(() => eachTargetGroup('registerTargets'));
      if (state === 'DeleteService') void clock.whileBusy(() => eachTargetGroup('deregisterTargets'));
    });
    await execution.ended;
    expect([execution.status, execution.cause]).toEqual(['SUCCEEDED', undefined]);
    return JSON.parse(execution.output ?? '') as RunbookResult;
  };

  const whatIsLeft = async () => {
    const [{ services = [] }, { TargetGroups }, { LoadBalancers = [] }, { taskDefinitionArns }] = await Promise.all([
      ecs.describeServices({ cluster: 'testing-prestaging', services: ['example1'] }),
      elb.describeTargetGroups({}),
      elb.describeLoadBalancers({}),
      ecs.listTaskDefinitions({ status: 'ACTIVE' }),
    ]);
    const listeners = await Promise.all(
      LoadBalancers.map(({ LoadBalancerArn }) => elb.describeListeners({ LoadBalancerArn })),
    );
    const rules = await Promise.all(
      listeners.flatMap(({ Listeners = [] }) => Listeners).map(({ ListenerArn }) => elb.describeRules({ ListenerArn })),
    );
    return {
      services: services.map(({ status }) => status),
      targetGroups: TargetGroups,
      rules: rules.flatMap(({ Rules = [] }) => Rules).filter(({ IsDefault }) => !IsDefault),
      taskDefinitions: taskDefinitionArns,
    };
  };

  it.each(['prestaging', 'staging'])(
    'deploys and tears down for %s, without its autoscaling',
    async (environment) => {
      const fields = { cloud_spec_json: withoutScaling(text), environment };
      const deployed = await runPlayed('deploy-service', { ...fields, desiredCount: 1 });
      expect(deployed.summary).toBe('testing-prestaging/example1 deployed: 4 created');

      const again = await runPlayed('deploy-service', { ...fields, desiredCount: 1 });
      const changes = actionsOf(again).filter(({ action }) => action !== 'keep');
      expect(changes.map((each) => [each.action, each.type, each.changes.map(({ field }) => field)])).toEqual([
        // Neither of them is kept by moto.
        ['change', 'service', ['healthCheckGracePeriodSeconds', 'enableExecuteCommand']],
      ]);

      const down = await runPlayed('teardown-service', fields);
      expect(down).toMatchObject({ outcome: 'PASS', findings: [{ check: 'teardown', status: 'PASS' }] });
      expect(await whatIsLeft()).toEqual({ services: ['INACTIVE'], targetGroups: [], rules: [], taskDefinitions: [] });

      const nothing = await runPlayed('teardown-service', fields);
      expect(nothing.summary).toBe('testing-prestaging/example1: nothing to tear down');
    },
    patienceMs,
  );

  it(
    'deploys whole, with its autoscaling, and goes no further',
    async () => {
      const deployed = await runPlayed('deploy-service', { cloud_spec_json: text });
      expect(deployed.summary).toBe('testing-prestaging/example1 deployed: 6 created');
      // ListTagsForResource of Application Auto Scaling: moto answers with an error page.
      const down = await run('teardown-service', { cloud_spec_json: text });
      expect(down).toMatchObject({ status: 'FAILED', error: 'SyntaxError' });
    },
    patienceMs,
  );
});
