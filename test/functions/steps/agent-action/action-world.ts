import { ECSClient } from '@aws-sdk/client-ecs';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { changeLedger, readLedger } from '../../../../functions/clients/agent/ledger.ts';
import { type Ledger, newOutage, type Outage } from '../../../../functions/domain/agent/ledger.ts';
import {
  type AgentDisconnectRequest,
  agentDisconnectRequestSchema,
} from '../../../../functions/domain/agent/request.ts';
import { actOnInstances } from '../../../../functions/steps/agent-action/act-on-instances.ts';
import { startHook } from '../../../../functions/steps/agent-action/start-hook.ts';
import { startSandbox } from '../../../../sandbox/index.ts';

export const idOf = (index: number): string => index.toString(16).padStart(32, '0');

/** The fifth machine on is external; the second runs Windows. */
export const machineOf = (index: number): string => `${index < 4 ? 'i' : 'mi'}-${idOf(index).slice(15)}`;

const bucket = 'reports';
const clusterArn = 'arn:aws:ecs:us-east-1:000000000000:cluster/prod';
const execution = {
  id: 'arn:aws:states:us-east-1:000000000000:execution:ecs-runbooks-prod-agent-disconnect:run',
  name: 'run',
  startedAt: '2026-11-20T00:00:00.000Z',
};

const confirmed = (index: number, at: string): Outage => ({
  ...newOutage(4, at),
  firstSeenAt: at,
  looks: 2,
  owner: execution.id,
  confirmedAt: at,
  facts: {
    instanceId: machineOf(index),
    isExternal: index >= 4,
    availabilityZone: index < 4 ? 'us-east-1a' : null,
    osType: index === 1 ? 'windows' : 'linux',
    status: 'ACTIVE',
    runningTasks: 2,
    pendingTasks: 0,
    host: 'RUNNING',
  },
});

const baseRequest = v.parse(agentDisconnectRequestSchema, {
  cluster: 'prod',
  window: '2026-11-21T05:55:00Z',
  maxActionsPerHour: 50,
});

/** A cluster of 80 container instances, the steps that act on it, and the ledger that they read. */
export const startActionWorld = async () => {
  const sandbox = await startSandbox({ clock: 'real', stack: false });
  const options = {
    endpoint: sandbox.url,
    region: sandbox.region,
    credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' },
    maxAttempts: 1,
  };
  const clients = {
    ecs: new ECSClient(options),
    s3: new S3Client({ ...options, forcePathStyle: true }),
    sfn: new SFNClient(options),
    ssm: new SSMClient(options),
  };
  sandbox.services.s3.createBucket(bucket);
  sandbox.services.ecs.operations.CreateCluster({ clusterName: 'prod' });
  for (let index = 0; index < 80; index += 1) {
    sandbox.services.ecs.registerInstance({
      clusterName: 'prod',
      launchType: index < 4 ? 'EC2' : 'EXTERNAL',
      ec2InstanceId: machineOf(index),
      id: idOf(index),
      osType: index === 1 ? 'windows' : 'linux',
      agentConnected: false,
    });
  }
  const logged: unknown[] = [];
  const context = <Settings>(settings: Settings) => ({
    now: new Date(sandbox.clock.now()).toISOString(),
    settings,
    logger: { info: (...given: unknown[]) => void logged.push(given), warn: () => {} },
  });
  const state = (request: Partial<AgentDisconnectRequest>, watch: { isFollowed?: boolean; registered?: number }) => ({
    request: { ...baseRequest, ...request },
    watch: {
      ...{ clusterArn, clusterName: 'prod', isWatched: true, reason: '', registered: 80, isFollowed: true },
      ...{ waitSeconds: 0, ...watch },
    },
    execution,
    verification: {
      ...{ status: 'DECIDED' as const, looks: 2, confirmed: 1, reconnected: 0, gone: 0, offline: 0, flapping: 0 },
      ...{ followedByOthers: 0, flaps: 0, affected: 1, lookedAt: '', waitSeconds: 30 },
    },
  });
  const ref = { bucket, clusterArn };
  return {
    sandbox,
    logged,
    execution,
    /** Begins anew with confirmed outages of the instances of these numbers. */
    confirm: (indices: readonly number[], change: (ledger: Ledger) => Ledger = (ledger) => ledger) => {
      sandbox.faults.clear();
      const at = new Date(sandbox.clock.now() - 300_000).toISOString();
      const outages = Object.fromEntries(indices.map((index) => [idOf(index), confirmed(index, at)]));
      return changeLedger(clients.s3, ref, () => ({
        ledger: change({ format: 1, clusterArn, outages, recentActions: [] }),
        result: undefined,
      }));
    },
    act: (request: Partial<AgentDisconnectRequest>, watch = {}) =>
      actOnInstances(clients, context({ REPORTS_BUCKET: bucket }))(state(request, watch)),
    hook: (HOOK_STATE_MACHINE_ARN: string, request: Partial<AgentDisconnectRequest> = {}, watch = {}) =>
      startHook(clients, context({ REPORTS_BUCKET: bucket, HOOK_STATE_MACHINE_ARN }))(state(request, watch)),
    ledger: () => readLedger(clients.s3, ref),
    /** `DONE: detail`, by the action, of the instance of a number. */
    actionsOf: async (index: number): Promise<Record<string, string>> => {
      const { outages } = await readLedger(clients.s3, ref);
      const actions = outages[idOf(index)]?.actions ?? [];
      return Object.fromEntries(actions.map(({ action, status, detail }) => [action, `${status}: ${detail}`]));
    },
    statusOf: async (index: number): Promise<string | undefined> => {
      const { containerInstances } = await sandbox.services.ecs.operations.DescribeContainerInstances({
        cluster: 'prod',
        containerInstances: [idOf(index)],
      });
      return containerInstances?.[0]?.status;
    },
    close: async () => {
      for (const client of Object.values(clients)) client.destroy();
      await sandbox.close();
    },
  };
};

export type ActionWorld = Awaited<ReturnType<typeof startActionWorld>>;
