import { startSandbox } from '../../../sandbox/index.ts';
import type { Services } from '../../../sandbox/services.ts';
import { clusterOf, type Drop, type Plan } from './drops.ts';
import { type Observed, observe } from './observe.ts';

/** Ids of the instances of a plan, in their order. */
type Ids = string[];

const clusterName = (cluster: number): string => `cluster-${String(cluster + 1).padStart(2, '0')}`;

/** Container instances with an agent and without a disk. */
const furnish = async ({ ecs }: Services, plan: Plan): Promise<Ids> => {
  for (let cluster = 0; cluster < plan.clusters; cluster += 1) {
    await ecs.operations.CreateCluster({ clusterName: clusterName(cluster) });
  }
  return Array.from({ length: plan.instances }, (_, instance) => {
    const ec2InstanceId = `i-${instance.toString(16).padStart(17, '0')}`;
    const given = { clusterName: clusterName(clusterOf(plan, instance)), launchType: 'EC2' as const, ec2InstanceId };
    return ecs.registerInstance(given).id;
  });
};

/** What happens in each second. */
const bySecond = (drops: Drop[]): Map<number, { instance: number; agentConnected: boolean }[]> => {
  const flips = drops.flatMap(({ instance, startSecond, endSecond }) => [
    { second: startSecond, instance, agentConnected: false },
    { second: endSecond, instance, agentConnected: true },
  ]);
  return Map.groupBy(flips, ({ second }) => second);
};

/**
 * Plays a plan through the packaged stack, in a sandbox of its own whose clock is turned.
 *
 * @returns what was called, started, sent and alerted from the first drop to the plan's end
 */
export const simulate = async (plan: Plan): Promise<Observed> => {
  const sandbox = await startSandbox({ clock: 'turned' });
  try {
    const { services, clock } = sandbox;
    const ids = await furnish(services, plan);
    const startedAt = clock.now();
    const passTo = (second: number) => clock.sleep(startedAt + second * 1_000 - clock.now());
    const finish = observe(sandbox);
    for (const drops of plan.parts()) {
      const flips = [...bySecond(drops)].sort(([one], [other]) => one - other);
      for (const [second, changes] of flips) {
        if (second >= plan.seconds) continue;
        await passTo(second);
        for (const { instance, agentConnected } of changes) {
          services.ecs.setAgentConnected(ids[instance] ?? '', agentConnected);
        }
      }
    }
    await passTo(plan.seconds);
    return await finish(plan, ids);
  } finally {
    await sandbox.close();
  }
};
