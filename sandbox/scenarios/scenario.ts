import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resolveServiceSpec } from '../../functions/domain/service/resolve-spec.ts';
import type { ServiceSpec } from '../../functions/domain/service/spec-schema/index.ts';
import { type ScenarioName, scenarios } from './names.ts';

/** A world to try runbooks on: all that its specs expect to find, and nothing of what they deploy. */
export interface Scenario {
  name: string;
  /** One for each environment that it is for. */
  specs: ServiceSpec[];
  /** Whether images that the sandbox does not know can be pulled, and run. */
  areImagesThere: boolean;
  /** What the host of the verification answers; null: what a literal body of the spec asks for. */
  answer: string | null;
  /** What to type next. */
  commands: string[];
}

const projectDirectory = join(import.meta.dirname, '..', '..');
const deployExample = 'statemachines/deploy-service/examples/seed.json';
const buildVersion = '1.2.3';

/** A request for deploy-service, in either of the two forms that are shipped. */
interface ShippedRequest {
  cloud_spec_json?: string;
  spec?: object;
  environment: string;
}

const readSpec = async (file: string, environment?: string): Promise<ServiceSpec> => {
  const request = JSON.parse(await readFile(join(projectDirectory, file), 'utf8')) as ShippedRequest;
  const chosen = environment ?? request.environment;
  const { spec, problems } = resolveServiceSpec(request.cloud_spec_json ?? request.spec, { environment: chosen });
  if (spec) return spec;
  throw new Error(`${file} holds no spec for ${chosen}: ${problems.map(({ path, message }) => `${path}: ${message}`)}`);
};

const seed = async (): Promise<Scenario> => {
  const request = `--request ${deployExample}`;
  const variables = `variables.BUILD_VERSION=${buildVersion}`;
  return {
    name: 'seed',
    specs: await Promise.all(['prestaging', 'staging'].map((environment) => readSpec(deployExample, environment))),
    areImagesThere: true,
    answer: `<!-- buildVersion: "${buildVersion}" -->\n`,
    commands: [
      `npx runbook start deploy-service ${request} dryRun=true`,
      `npx runbook start deploy-service ${request} ${variables}`,
      `npx runbook start teardown-service ${request}`,
      `npx runbook start deploy-service ${request} ${variables} environment=staging`,
      `npx runbook start teardown-service ${request} environment=staging`,
    ],
  };
};

/**
 * A scenario by its name.
 *
 * @throws Error with the file's name where the request that it ships cannot be read
 */
export const scenarioOf = async (name: ScenarioName): Promise<Scenario> => {
  if (name === 'seed') return seed();
  const file = `sandbox/scenarios/requests/${name}.json`;
  return {
    name,
    specs: [await readSpec(file)],
    areImagesThere: name !== 'image-missing',
    answer: null,
    commands: [
      `npx runbook start deploy-service --request ${file} dryRun=true`,
      `npx runbook start deploy-service --request ${file}`,
      `npx runbook start teardown-service --request ${file}`,
    ],
  };
};

/** What a scenario is for, in a sentence. */
export const scenarioSummary = (name: ScenarioName): string => scenarios[name];

/** The account that the ARNs of a scenario's specs name; undefined where they name none. */
export const accountOf = ({ specs }: Scenario): string | undefined =>
  /arn:aws[\w-]*:[\w-]+:[\w-]*:(\d{12}):/.exec(JSON.stringify(specs))?.[1];

/** The region that the specs are for. */
export const regionOf = ({ specs }: Scenario): string | undefined => specs[0]?.aws.region;

/** References of all images that the specs name. */
export const imagesOf = ({ specs, areImagesThere }: Scenario): Set<string> => {
  const definitions = specs.flatMap(({ aws }) => aws.ecs.taskDefinition?.containerDefinitions ?? []);
  return new Set(areImagesThere ? definitions.map(({ image }) => image) : []);
};
