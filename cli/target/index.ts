import type { Sandbox } from '../../sandbox/index.ts';
import type { Context, GlobalOptions } from '../context.ts';
import { SandboxNotFoundError, UsageError } from '../errors.ts';
import { accountClients, type CliClients, sandboxClients } from './clients.ts';
import { startOwnSandbox } from './own-sandbox.ts';
import { sandboxHealth } from './sandbox-health.ts';

/** Where runbooks run: a deployed stage, a sandbox that is running, or one that lives as long as this command. */
export interface Target {
  kind: 'deployed' | 'sandbox' | 'own sandbox';
  /** The same for a person: whose containers are looked at. */
  place: string;
  stage: string;
  clients: CliClients;
  /** Between two looks at an execution. */
  pollMs: number;
  /** Options that lead another command to the same place; empty for the own sandbox, which nothing leads to. */
  options: string;
  /** The sandbox of this command. */
  sandbox?: Sandbox;
  close(): Promise<void>;
}

const stagePattern = /^[a-z0-9]{1,20}$/;

/** Quotas count per account: 5 history pages and 10 log reads a second, shared with everyone else's. */
const deployedPollMs = 2_000;
const sandboxPollMs = 150;

const closeClients = (clients: CliClients) => async (): Promise<void> => {
  for (const client of Object.values(clients)) client.destroy();
};

const deployed = async (
  stage: string,
  region: string | undefined,
  endpointUrl: string | undefined,
): Promise<Target> => {
  if (!stagePattern.test(stage)) {
    throw new UsageError('--stage takes the stage the suite was deployed as: 1 to 20 lower-case letters and digits');
  }
  const clients = await accountClients({
    ...(region ? { region } : {}),
    ...(endpointUrl ? { endpoint: endpointUrl } : {}),
  });
  const regionOf = async () => clients.sfn.config.region();
  const resolvedRegion = await regionOf().catch(() => {
    throw new UsageError('the region is not known: give --region, or set AWS_REGION');
  });
  const options = [`--stage ${stage}`, region && `--region ${region}`, endpointUrl && `--endpoint-url ${endpointUrl}`];
  return {
    kind: 'deployed',
    place: `in stage ${stage}, region ${resolvedRegion}`,
    stage,
    clients,
    pollMs: deployedPollMs,
    options: options.filter(Boolean).join(' '),
    close: closeClients(clients),
  };
};

const runningSandbox = async (url: string, { signal }: Context): Promise<Target | undefined> => {
  const health = await sandboxHealth(url, signal);
  if (!health) return undefined;
  const clients = await sandboxClients(url, health.region);
  return {
    kind: 'sandbox',
    place: `in the sandbox at ${url}`,
    stage: health.stage,
    clients,
    pollMs: sandboxPollMs,
    options: `--endpoint-url ${url}`,
    close: closeClients(clients),
  };
};

/** A sandbox that lives as long as the command. */
export const openOwnSandbox = async (
  context: Context,
  region: string | undefined,
): Promise<Target & { sandbox: Sandbox }> => {
  const sandbox = await startOwnSandbox(context, { port: 0, ...(region ? { region } : {}) });
  const clients = await sandboxClients(sandbox.url, sandbox.region);
  return {
    kind: 'own sandbox',
    place: 'in a sandbox of its own: no AWS account is asked',
    stage: 'sandbox',
    clients,
    pollMs: sandboxPollMs,
    options: '',
    sandbox,
    close: async () => {
      await closeClients(clients)();
      await sandbox.close();
    },
  };
};

/**
 * A place that is already there: the stage that was named, or the sandbox that answers. Undefined where neither is.
 *
 * @throws SandboxNotFoundError when an explicit --endpoint-url does not answer; UsageError for wrong options
 */
export const findTarget = async (context: Context, options: GlobalOptions): Promise<Target | undefined> => {
  const { environment, terminal } = context;
  const region = options.region ?? environment.region;
  if (options.stage !== undefined) return deployed(options.stage, region, options.endpointUrl);
  const url = options.endpointUrl ?? environment.endpointUrl;
  if (url === undefined) return undefined;
  const running = await runningSandbox(url, context);
  if (!running && options.endpointUrl !== undefined) {
    throw new SandboxNotFoundError(
      `no sandbox answers at ${url}: start one with \`runbook sandbox\`, or leave --endpoint-url out for one of its own`,
    );
  }
  if (!running) terminal.note(`no sandbox answers at AWS_ENDPOINT_URL (${url})`);
  return running;
};
