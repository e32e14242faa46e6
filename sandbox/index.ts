import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, isTurned } from './clock.ts';
import { controlRoutes } from './controls/index.ts';
import { type Endpoint, listen } from './endpoint/index.ts';
import { createFaults, type Faults } from './faults.ts';
import { realClock } from './real-clock.ts';
import { type RunbookRun, type RunOptions, runRunbook } from './run-runbook.ts';
import { seedSample } from './sample/index.ts';
import type { Scenario, ScenarioName, ScenarioWorld, StagedScenario } from './scenarios/index.ts';
import { createServices, type Services } from './services.ts';
import { builtPrograms, deployStack, packagedStack } from './stack.ts';
import { turnedClock } from './turned-clock.ts';
import type { World } from './world.ts';

export type { RunbookRun, RunOptions } from './run-runbook.ts';

/** How a sandbox is started. */
export interface SandboxOptions {
  /** Port of the AWS endpoint; 0 (the default here) takes any free one. */
  port?: number;
  /** Address to listen on; default 127.0.0.1. */
  host?: string;
  /** Default the scenario's, then AWS_REGION, then us-east-1. */
  region?: string;
  /** Twelve digits; default the one that the scenario's ARNs name, then 000000000000. */
  accountId?: string;
  /** `turned`: virtual time that jumps to the next timer whenever no real work is in flight (for tests). */
  clock?: 'real' | 'turned';
  /** A world to try runbooks on, beside the sample. */
  scenario?: ScenarioName | Scenario;
  /** Deploy the packaged stack (default true); false gives bare services. */
  stack?: boolean;
}

/** AWS on this machine, until it is closed. */
export interface Sandbox {
  url: string;
  port: number;
  region: string;
  accountId: string;
  clock: Clock;
  faults: Faults;
  /** The variables that point an SDK or the AWS CLI at it. */
  environment: Record<
    'AWS_ENDPOINT_URL' | 'AWS_REGION' | 'AWS_DEFAULT_REGION' | 'AWS_ACCESS_KEY_ID' | 'AWS_SECRET_ACCESS_KEY',
    string
  >;
  services: Services;
  scenario: StagedScenario | undefined;
  /** Starts a runbook and waits for its end. */
  run(runbook: string, request: object, options?: RunOptions): Promise<RunbookRun>;
  /** Ends all it started: executions, functions, tasks, sockets; and removes its directory. */
  close(): Promise<void>;
}

const defaultAccountId = '000000000000';

/**
 * Starts a sandbox: the services, the packaged stack and the sample cluster, behind one endpoint on loopback.
 *
 * @throws Error with code EADDRINUSE when the port is taken; with the packager's words when the stack cannot be packaged
 */
export const startSandbox = async (options: SandboxOptions = {}): Promise<Sandbox> => {
  const { port = 0, host = '127.0.0.1', stack = true } = options;
  const [programs, prepared] = await Promise.all([
    builtPrograms(),
    options.scenario === undefined ? undefined : prepare(options.scenario),
  ]);
  const world = createWorld(options, prepared);
  const { dataDirectory, removeDirectory } = await createDataDirectory();
  const services = createServices(world, { dataDirectory, programs });
  let staged: (StagedScenario & { close(): Promise<void> }) | undefined;
  let endpoint: Endpoint | undefined;
  const release = async () => {
    await endpoint?.close();
    services.stepFunctions.close();
    await staged?.close();
    await Promise.all([services.lambda.close(), services.ecs.close()]);
    world.clock.stop();
    await removeDirectory();
  };
  const ready = Promise.withResolvers<void>();
  try {
    const served = Object.values(services).map(({ service }) => service);
    // First of all: the URLs of queues name the endpoint, and the stack's functions are told them. And a port that is taken is told before
    // a minute goes into packaging.
    endpoint = await listen(world, served, { port, host, ready: ready.promise, routes: controlRoutes(services) });
    world.endpointUrl = endpoint.url;
    const packaged = stack ? await packagedStack() : undefined;
    if (packaged) {
      await deployStack(world, services, packaged);
      await seedSample(services, world);
    }
    staged = prepared && (await stage(services, world, { ...prepared, hasStack: packaged !== undefined }));
    ready.resolve();
    return sandboxOf(world, services, staged, { port: endpoint.port, close: once(release) });
  } catch (error) {
    await release();
    throw error;
  }
};

/** Scenarios read specs as the runbooks do: what that takes is loaded where one is asked for. */
const scenarios = () => import('./scenarios/index.ts');
const prepare = async (given: ScenarioName | Scenario) => (await scenarios()).prepareScenario(given);
const stage = async (...parameters: Parameters<Awaited<ReturnType<typeof scenarios>>['stageScenario']>) =>
  (await scenarios()).stageScenario(...parameters);

const createWorld = (options: SandboxOptions, prepared: ScenarioWorld | undefined): World => {
  const clock = options.clock === 'turned' ? turnedClock() : realClock();
  const faults = createFaults(faultClock(clock));
  const accountId = options.accountId ?? prepared?.accountId ?? defaultAccountId;
  const region = options.region ?? prepared?.region ?? process.env['AWS_REGION'] ?? 'us-east-1';
  return { accountId, region, endpointUrl: '', clock, faults, ...(prepared && { images: prepared.images }) };
};

/** A call that is delayed keeps its caller, a function or a task's process, from doing anything else. */
const faultClock = (clock: Clock): Clock =>
  isTurned(clock) ? { ...clock, sleep: (ms, signal) => clock.whileSuspended(() => clock.sleep(ms, signal)) } : clock;

/** A directory that goes with the process at the latest. Sockets lie in it, and their paths must stay short. */
const createDataDirectory = async () => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'sbx-'));
  const onExit = () => rmSync(dataDirectory, { recursive: true, force: true });
  process.once('exit', onExit);
  const removeDirectory = async () => {
    await rm(dataDirectory, { recursive: true, force: true });
    process.off('exit', onExit);
  };
  return { dataDirectory, removeDirectory };
};

const sandboxOf = (
  world: World,
  services: Services,
  scenario: StagedScenario | undefined,
  { port, close }: Pick<Sandbox, 'port' | 'close'>,
): Sandbox => ({
  url: world.endpointUrl,
  port,
  region: world.region,
  accountId: world.accountId,
  clock: world.clock,
  faults: world.faults,
  environment: environmentOf(world.endpointUrl, world.region),
  services,
  scenario,
  run: (runbook, request, options) => runRunbook(world, services, runbook, request, options),
  close,
});

const environmentOf = (url: string, region: string): Sandbox['environment'] => ({
  AWS_ENDPOINT_URL: url,
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  AWS_ACCESS_KEY_ID: 'sandbox',
  AWS_SECRET_ACCESS_KEY: 'sandbox',
});

/** The same end for all who ask for it. */
const once = (work: () => Promise<void>): (() => Promise<void>) => {
  let done: Promise<void> | undefined;
  return () => {
    done ??= work();
    return done;
  };
};
