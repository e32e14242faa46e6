import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ownershipTags } from '../../../../functions/domain/service/ownership.ts';
import type { ResolvedService, ServiceRunRequest } from '../../../../functions/domain/service/run-state.ts';
import type { ServiceSpec } from '../../../../functions/domain/service/spec-schema/index.ts';
import { createTargetGroups } from '../../../../functions/steps/load-balancing/create-target-groups.ts';
import { deleteListeners } from '../../../../functions/steps/load-balancing/delete-listeners.ts';
import { deleteTargetGroups } from '../../../../functions/steps/load-balancing/delete-target-groups.ts';
import { updateListeners } from '../../../../functions/steps/load-balancing/update-listeners.ts';
import { notFound, startElb } from '../../../sandbox/services/elb/started.ts';
import { loadBalancingSpec } from '../../../support/load-balancing-spec.ts';

const stage = 'ecs-runbooks-test';
const execution = {
  id: 'arn:aws:states:us-east-1:111122223333:execution:ecs-runbooks-test-deploy-service:run-1',
  name: 'run-1',
  startedAt: '2026-01-01T00:00:00.000Z',
};

/** Tags of what another run made: of the service itself unless it is named. */
export const tagsOf = (service = 'web', environment = 'prestaging') =>
  Object.entries(ownershipTags({ cluster: 'prod', service, stage, environment, execution: 'arn:earlier' })).map(
    ([Key, Value]) => ({ Key, Value }),
  );

const silent = { info: () => undefined, warn: () => undefined };
const context = { now: execution.startedAt, settings: { RUNBOOKS_SERVICE: stage }, logger: silent };

/** What the steps of a run are handed. */
export const stateOf = (spec: ServiceSpec, allowExisting?: boolean) => ({
  request: { dryRun: false, ...(allowExisting === undefined ? {} : { allowExisting }) } as ServiceRunRequest,
  resolved: { spec, environment: 'prestaging', cluster: 'prod', service: 'web' } as ResolvedService,
  execution,
});

/** Elastic Load Balancing with `web-lb` (HTTP on port 80, no rules), `tcp-lb`, and the four steps on it. */
export const startWorld = async () => {
  const world = await startElb();
  const { client: elb } = world;
  const webLb = await world.loadBalancer('web-lb');
  const tcpLb = await world.loadBalancer('tcp-lb', 'network');
  const listener = await world.listener(webLb, 80);
  const sent: string[] = [];
  elb.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) => {
        sent.push(commandName.replace(/Command$/, ''));
        return next(args);
      },
    { step: 'initialize' },
  );
  const run =
    <Output>(
      step: (
        clients: { elb: ElasticLoadBalancingV2Client },
        given: typeof context,
      ) => (input: ReturnType<typeof stateOf>) => Promise<Output> | Output,
    ) =>
    (spec: ServiceSpec = loadBalancingSpec(), allowExisting?: boolean): Promise<Output> | Output =>
      step({ elb }, context)(stateOf(spec, allowExisting));
  return {
    ...world,
    webLb,
    tcpLb,
    web80: listener,
    /** Names of the calls since the last look. */
    calls: () => sent.splice(0),
    createTargetGroups: run(createTargetGroups),
    updateListeners: run(updateListeners),
    deleteListeners: run(deleteListeners),
    deleteTargetGroups: run(deleteTargetGroups),
    rules: async (ListenerArn = listener) =>
      ((await elb.describeRules({ ListenerArn, PageSize: 400 })).Rules ?? []).filter(({ IsDefault }) => !IsDefault),
    listeners: async (LoadBalancerArn = tcpLb) => (await elb.describeListeners({ LoadBalancerArn })).Listeners ?? [],
    groups: async () => ((await elb.describeTargetGroups({})).TargetGroups ?? []).map((each) => each.TargetGroupName),
    tags: async (arn = '') => (await elb.describeTags({ ResourceArns: [arn] })).TagDescriptions?.[0]?.Tags ?? [],
    notFound,
  };
};
export type LoadBalancingWorld = Awaited<ReturnType<typeof startWorld>>;
