import type { Services } from '../services.ts';
import { sandboxStage } from '../stack.ts';
import type { World } from '../world.ts';
import { furnish } from './furnish.ts';
import type { ScenarioName } from './names.ts';
import { accountOf, imagesOf, regionOf, type Scenario, scenarioOf } from './scenario.ts';
import { startVerificationHosts } from './verification-hosts.ts';

export { isScenarioName, type ScenarioName, scenarios } from './names.ts';
export type { Scenario } from './scenario.ts';

/** A scenario whose world stands. */
export interface StagedScenario {
  name: string;
  /** What was made, a line each. */
  made: string[];
  /** What to type next. */
  commands: string[];
  /** Variables that the function VerifyService has been given. */
  environment: Record<string, string>;
}

/** What a world has to be like before anything is made in it. */
export interface ScenarioWorld {
  scenario: Scenario;
  /** The account that ARNs of the specs name. */
  accountId: string | undefined;
  region: string | undefined;
  images: ReadonlySet<string>;
}

/** Reads a scenario, by name or as it is given. */
export const prepareScenario = async (given: ScenarioName | Scenario): Promise<ScenarioWorld> => {
  const scenario = typeof given === 'string' ? await scenarioOf(given) : given;
  return {
    scenario,
    accountId: accountOf(scenario),
    region: regionOf(scenario),
    images: imagesOf(scenario),
  };
};

/**
 * Makes a scenario's world in a sandbox and plays the hosts that its verifications ask.
 *
 * @param hasStack whether there is a function VerifyService to lead to them
 */
export const stageScenario = async (
  services: Services,
  world: World,
  { scenario, hasStack }: { scenario: Scenario; hasStack: boolean },
): Promise<StagedScenario & { close(): Promise<void> }> => {
  const { name, commands } = scenario;
  const made = furnish(services, world, scenario);
  const { environment, lines, close } = await startVerificationHosts(services, scenario);
  if (hasStack) services.lambda.setEnvironment(`ecs-runbooks-${sandboxStage}-verify-service`, environment);
  return { name, commands, made: [...made, ...lines], environment, close };
};
