import * as v from 'valibot';
import { changeLedger, readLedger } from '../../../../functions/clients/agent/ledger.ts';
import { ec2, ecs, s3, sfn, ssm } from '../../../../functions/clients/index.ts';
import type { Outage } from '../../../../functions/domain/agent/ledger.ts';
import {
  type AgentDisconnectRequest,
  agentDisconnectRequestSchema,
} from '../../../../functions/domain/agent/request.ts';
import type { Verification, Watch } from '../../../../functions/domain/agent/run-state.ts';
import { checkClusterWatched } from '../../../../functions/steps/agent/check-cluster-watched.ts';
import { checkRecovery } from '../../../../functions/steps/agent/check-recovery.ts';
import { reportDisconnects } from '../../../../functions/steps/agent/report-disconnects.ts';
import { verifyDisconnects } from '../../../../functions/steps/agent/verify-disconnects.ts';
import { startSandbox } from '../../../../sandbox/index.ts';

const bucket = 'reports';

export const at = (seconds: number): string => new Date(Date.UTC(2026, 10, 21, 5, 52) + seconds * 1_000).toISOString();

export const idOf = (index: number): string => index.toString(16).padStart(32, '0');

/** Machines have the numbers of their container instances. */
export const machineOf = (id: string, isExternal = false): string => `${isExternal ? 'mi' : 'i'}-${id.slice(15)}`;

const baseRequest = v.parse(agentDisconnectRequestSchema, { cluster: 'prod', window: '2026-11-21T05:50:00Z' });

const definition = JSON.stringify({
  StartAt: 'Stay',
  States: { Stay: { Type: 'Wait', SecondsPath: '$.seconds', End: true } },
});

const startClients = async () => {
  const sandbox = await startSandbox({ clock: 'real', stack: false });
  const options = {
    ...{ endpoint: sandbox.url, region: sandbox.region },
    ...{ credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' }, maxAttempts: 1, forcePathStyle: true },
  };
  const clients = { ec2: ec2(options), ecs: ecs(options), s3: s3(options), sfn: sfn(options), ssm: ssm(options) };
  sandbox.services.s3.createBucket(bucket);
  return { sandbox, clients };
};

/** The steps that look at a cluster, each cluster with a ledger of its own. */
export const startAgentWorld = async () => {
  const { sandbox, clients } = await startClients();
  const { services } = sandbox;
  const { stateMachineArn } = await services.stepFunctions.createStateMachine({
    ...{ name: 'ecs-runbooks-sandbox-agent-disconnect', definition, roleArn: 'arn:aws:iam::000000000000:role/x' },
  });
  /** An execution that runs, or has ended. */
  const execution = async (name: string, isRunning: boolean): Promise<string> => {
    const input = JSON.stringify({ seconds: isRunning ? 3_600 : 0 });
    const started = services.stepFunctions.startExecution({ stateMachineArn, input, name });
    if (!isRunning) await started.ended;
    return `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  };
  const me = { id: await execution('me', true), name: 'me', startedAt: at(-1) };
  const warnings: unknown[] = [];
  const context = <Settings>(settings: Settings, seconds: number) => ({
    now: at(seconds),
    settings,
    logger: { info: () => {}, warn: (...given: unknown[]) => void warnings.push(given[1]) },
  });
  let number = 0;

  /** A new cluster with some connected container instances, and the steps of runs that look at it. */
  const cluster = (instances: number, { isExternal = false, tags = {} as Record<string, string> } = {}) => {
    number += 100;
    const name = `prod-${number}`;
    const { operations, registerInstance } = services.ecs;
    operations.CreateCluster({
      clusterName: name,
      tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
    });
    const ids = Array.from({ length: instances }, (_, index) => idOf(number + index));
    for (const id of ids) {
      const ec2InstanceId = machineOf(id, isExternal);
      registerInstance({ clusterName: name, launchType: isExternal ? 'EXTERNAL' : 'EC2', ec2InstanceId, id });
    }
    const clusterArn = `arn:aws:ecs:us-east-1:000000000000:cluster/${name}`;
    const ref = { bucket, clusterArn };
    const watch: Watch = {
      ...{ clusterArn, clusterName: name, isWatched: true, reason: '', registered: instances, isFollowed: true },
      waitSeconds: 0,
    };
    const state = (isFollowed: boolean, run = me) => ({
      request: { ...baseRequest, cluster: name },
      watch: { ...watch, isFollowed },
      execution: run,
    });
    const settings = { REPORTS_BUCKET: bucket };
    return {
      name,
      arn: clusterArn,
      ids,
      first: ids[0] ?? '',
      /** Flips agents by container instance id. */
      disconnect: (...some: string[]) => some.forEach((id) => void services.ecs.setAgentConnected(id, false)),
      connect: (...some: string[]) => some.forEach((id) => void services.ecs.setAgentConnected(id, true)),
      check: (request: Partial<AgentDisconnectRequest> = {}, tagValue = '', seconds = 0) =>
        checkClusterWatched(
          clients,
          context({ AGENT_MONITORING_TAG_VALUE: tagValue }, seconds),
        )({ request: { ...baseRequest, cluster: name, ...request }, execution: me }),
      verify: (seconds: number, verification?: Verification, { isFollowed = true, run = me } = {}) =>
        verifyDisconnects(clients, context(settings, seconds))({ ...state(isFollowed, run), verification }),
      recover: (seconds: number, verification: Verification, attempts = 0) =>
        checkRecovery(clients, context(settings, seconds))({ ...state(true), verification, tracking: { attempts } }),
      report: (given: object, isFollowed = true) =>
        reportDisconnects(clients, context(settings, 100))({ ...state(isFollowed), ...given }),
      outages: async () => (await readLedger(clients.s3, ref)).outages,
      /** Changes what the ledger has, as another run does. */
      put: (outages: Record<string, Outage>) =>
        changeLedger(clients.s3, ref, (ledger) => ({ ledger: { ...ledger, outages }, result: undefined })),
    };
  };

  return {
    sandbox,
    me,
    warnings,
    execution,
    cluster,
    close: async () => {
      for (const client of Object.values(clients)) client.destroy();
      await sandbox.close();
    },
  };
};

export type AgentWorld = Awaited<ReturnType<typeof startAgentWorld>>;
export type ClusterWorld = ReturnType<AgentWorld['cluster']>;
