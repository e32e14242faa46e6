import { ApplicationAutoScaling } from '@aws-sdk/client-application-auto-scaling';
import { autoScalingService } from '../../../../sandbox/services/auto-scaling/index.ts';
import { turnedClock } from '../../../../sandbox/turned-clock.ts';
import { clientConfig, createWorld, start } from '../../endpoint/started.ts';

/** The desired count of a service that is there. */
export const scaled = (service = 'web') =>
  ({
    ServiceNamespace: 'ecs',
    ResourceId: `service/demo/${service}`,
    ScalableDimension: 'ecs:service:DesiredCount',
  }) as const;

/** Application Auto Scaling behind an endpoint, with services named `web` and `web-…` in the cluster `demo`. */
export const startAutoScaling = async () => {
  const world = createWorld(turnedClock());
  const hasService = (cluster: string, name: string) => cluster === 'demo' && /^web(-|$)/.test(name);
  const endpoint = await start(world, [autoScalingService(world, { hasService }).service]);
  const client = new ApplicationAutoScaling(clientConfig(endpoint));
  const close = async () => {
    client.destroy();
    await endpoint.close();
    world.clock.stop();
  };
  return { world, endpoint, client, close };
};

export type TestAutoScaling = Awaited<ReturnType<typeof startAutoScaling>>;
