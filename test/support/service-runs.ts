import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll } from '@jest/globals';
import type { RunbookResult } from '../../functions/domain/runbook.ts';
import { exampleSpec } from '../../functions/domain/service/request/example.ts';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { whatIsThere } from './service-leftovers.ts';

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

export type Runbook = 'deploy-service' | 'teardown-service' | 'scale-service' | 'replace-service';
type Spec = typeof exampleSpec;

/** A copy of the example spec, changed. */
export const specWith = (change: (spec: Spec) => void = () => {}): Spec => {
  const copy = structuredClone(exampleSpec);
  change(copy);
  return copy;
};

/** The example with another image of the sandbox's table. */
export const imageOf = (image: string): Spec =>
  specWith(({ aws }) => {
    for (const container of aws.ecs.taskDefinition.containerDefinitions) {
      container.image = `registry.example.com/sandbox/${image}`;
    }
  });

/** Task states of a runbook, in the order of its definition. */
export const tasksOf = ({ States }: { States: Record<string, { Type: string }> }): string[] =>
  Object.entries(States).flatMap(([name, { Type }]) => (Type === 'Task' ? [name] : []));

/** A sandbox with a turned clock and the sample's cluster and load balancers, for all tests of a file. */
export const serviceRuns = () => {
  const world = {} as {
    sandbox: Sandbox;
    ecs: ECSClient;
    elb: ElasticLoadBalancingV2Client;
    autoScaling: ApplicationAutoScalingClient;
    s3: S3Client;
  };

  beforeAll(async () => {
    const sandbox = await startSandbox({ clock: 'turned' });
    const options = { endpoint: sandbox.url, region: sandbox.region, credentials };
    Object.assign(world, {
      sandbox,
      ecs: new ECSClient(options),
      elb: new ElasticLoadBalancingV2Client(options),
      autoScaling: new ApplicationAutoScalingClient(options),
      s3: new S3Client({ ...options, forcePathStyle: true }),
    });
  }, 600_000);

  afterEach(() => world.sandbox.faults.clear());

  afterAll(async () => {
    for (const client of [world.ecs, world.elb, world.autoScaling, world.s3]) client.destroy();
    await world.sandbox.close();
  });

  const run = async (runbook: Runbook, request: object = {}, options: { name?: string } = {}) => {
    const ended = await world.sandbox.run(runbook, { spec: exampleSpec, environment: 'demo', ...request }, options);
    const result = ended.output as RunbookResult;
    return { ...ended, result, data: result?.data ?? {} };
  };

  return {
    world,
    run,
    /** What of the service is there, in words. */
    there: () => whatIsThere(world),
    /**
     * Makes the invocation fail by which the next run enters the state.
     *
     * @param path Task states of such a run without the fault, in their order
     */
    failCall: (path: readonly string[], state: string) => {
      const call = path.indexOf(state) + 1;
      world.sandbox.faults.add({ service: 'lambda', operation: 'Invoke', call, error: 'ResourceNotFoundException' });
    },
    /** Everything of the service away, whatever a test has left. */
    clear: async () => {
      world.sandbox.faults.clear();
      await run('teardown-service', { allowExisting: true });
    },
  };
};
