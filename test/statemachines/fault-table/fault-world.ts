import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { paginateGetExecutionHistory, SFNClient } from '@aws-sdk/client-sfn';
import { resolveServiceSpec } from '../../../functions/domain/service/resolve-spec.ts';
import type { CallSeen } from '../../../sandbox/faults.ts';
import { type RunbookRun, type Sandbox, startSandbox } from '../../../sandbox/index.ts';
import { specs } from './spec.ts';
import { whatStands } from './standing.ts';

export type Runbook = 'deploy-service' | 'teardown-service';
export type SpecName = keyof typeof specs;

/** What stands before a run; `nothing` of the service, or all of a spec. */
export type Base = 'nothing' | 'former' | 'latter';

/** A run as it was seen from outside. */
export interface SeenRun extends RunbookRun {
  /** Every call in the order of arrival, those of Lambda that the machine makes among them. */
  calls: CallSeen[];
  /** Causes of the failed attempts of each Task state. */
  failed: Map<string, string[]>;
}

const environment = 'demo';

const bucketOf = ({ accountId, region }: Sandbox): string => `ecs-runbooks-sandbox-reports-${accountId}-${region}`;

const startedSandbox = async (): Promise<Sandbox> => {
  const { spec, problems } = resolveServiceSpec(specs.former, { environment });
  if (!spec) throw new Error(`the spec of the table is not valid: ${JSON.stringify(problems)}`);
  const scenario = { name: 'fault-table', specs: [spec], areImagesThere: true, answer: null, commands: [] };
  return startSandbox({ clock: 'turned', scenario });
};

/** Attempts of a Task belong to the state that was entered last. */
const failedAttempts = async (sfn: SFNClient, executionArn: string): Promise<Map<string, string[]>> => {
  const failed = new Map<string, string[]>();
  let state = '';
  for await (const { events = [] } of paginateGetExecutionHistory({ client: sfn, pageSize: 1000 }, { executionArn })) {
    for (const { type, stateEnteredEventDetails, taskFailedEventDetails } of events) {
      state = stateEnteredEventDetails?.name ?? state;
      if (type !== 'TaskFailed') continue;
      failed.set(state, [...(failed.get(state) ?? []), taskFailedEventDetails?.cause ?? '']);
    }
  }
  return failed;
};

/** A sandbox whose clock is turned, with all that the table's specs expect to find. */
export const startFaultWorld = async () => {
  const sandbox = await startedSandbox();
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const options = { endpoint: sandbox.url, region: sandbox.region, credentials };
  const outside = {
    ecs: new ECSClient(options),
    elb: new ElasticLoadBalancingV2Client(options),
    autoScaling: new ApplicationAutoScalingClient(options),
  };
  const s3 = new S3Client({ ...options, forcePathStyle: true });
  const sfn = new SFNClient(options);
  const Bucket = bucketOf(sandbox);
  const lockKey = 'locks/faults/table-1.json';
  let endedExecution = '';
  let endedSpec: SpecName = 'former';

  const put = (Key: string, value: object) =>
    s3.send(new PutObjectCommand({ Bucket, Key, Body: JSON.stringify(value) }));
  for (const [name, spec] of Object.entries(specs)) await put(`specs/${name}.json`, spec);

  const run = async (runbook: Runbook, spec: SpecName): Promise<SeenRun> => {
    const calls: CallSeen[] = [];
    const end = sandbox.faults.observe((call) => calls.push(call));
    const request = { specUrl: `s3://${Bucket}/specs/${spec}.json`, environment };
    const ended = await sandbox.run(runbook, request).finally(end);
    endedExecution = ended.executionArn;
    endedSpec = spec;
    return { ...ended, calls, failed: await failedAttempts(sfn, ended.executionArn) };
  };

  /** ARN of the execution that holds the service's lock; undefined where it is free. */
  const lockOwner = async (): Promise<string | undefined> => {
    const { KeyCount = 0 } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: lockKey }));
    if (KeyCount === 0) return undefined;
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: lockKey }));
    return (JSON.parse((await Body?.transformToString()) ?? '{}') as { owner?: string }).owner;
  };

  const standing = () => whatStands(outside);
  const known = new Map<Base, string[]>();

  const succeed = async (runbook: Runbook, spec: SpecName) => {
    const { status, error, cause } = await run(runbook, spec);
    if (status !== 'SUCCEEDED') throw new Error(`${runbook} of ${spec} without faults ended in ${error}: ${cause}`);
  };

  /** What a run has left is of one of the two specs, most often of its own. */
  const clear = async () => {
    const order = endedSpec.endsWith('atter') ? (['latter', 'former'] as const) : (['former', 'latter'] as const);
    for (const spec of order) {
      await succeed('teardown-service', spec);
      if (known.get('nothing')?.join() === (await standing()).join()) return;
    }
    known.set('nothing', await standing());
  };

  return {
    sandbox,
    run,
    lockOwner,
    standing,
    /** Makes what stands as a run is to find it. */
    goTo: async (base: Base): Promise<string[]> => {
      sandbox.faults.clear();
      const now = await standing();
      if (known.get(base)?.join() === now.join()) return now;
      await clear();
      if (base !== 'nothing') await succeed('deploy-service', base);
      known.set(base, await standing());
      return standing();
    },
    /** Leaves the lock of a run that has ended without releasing it, so that the next one has to look at it. */
    leaveLock: async (): Promise<void> => {
      const [acquiredAt, expiresAt] = [0, 86_400_000].map((ms) => new Date(sandbox.clock.now() + ms).toISOString());
      await put(lockKey, { owner: endedExecution, runbook: 'deploy-service', acquiredAt, expiresAt });
    },
    close: async () => {
      for (const client of [...Object.values(outside), s3, sfn]) client.destroy();
      await sandbox.close();
    },
  };
};

export type FaultWorld = Awaited<ReturnType<typeof startFaultWorld>>;
