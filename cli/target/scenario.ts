import { resolveServiceSpec } from '../../functions/domain/service/resolve-spec.ts';
import type { ServiceSpec } from '../../functions/domain/service/spec-schema/index.ts';
import { isScenarioName, type ScenarioName, scenarios } from '../../sandbox/scenarios/names.ts';
import type { Scenario } from '../../sandbox/scenarios/scenario.ts';
import { needsAnswer } from '../../sandbox/scenarios/verification-replies.ts';
import type { Context } from '../context.ts';
import { UsageError } from '../errors.ts';
import { problemLines } from '../render/spec-problems.ts';
import { readText } from '../request/read-request.ts';

/** How the command line says which world a sandbox gets. */
export interface ScenarioChoice {
  scenario?: string;
  /** File of a service spec. */
  spec?: string;
  /** Of the spec. */
  environment?: string[];
  context?: string[];
  /** What the host of its verification answers. */
  answer?: string;
}

const nameOf = (name: string): ScenarioName => {
  if (isScenarioName(name)) return name;
  throw new UsageError(`there is no scenario ${name}; there are: ${Object.keys(scenarios).join(', ')}`);
};

const readSpec = (
  { terminal }: Context,
  text: string,
  { spec: file, environment, contexts }: { spec: string; environment: string; contexts: string[] },
): ServiceSpec => {
  const { spec, problems } = resolveServiceSpec(text, { environment, contexts });
  if (spec) return spec;
  terminal.note(...problemLines(problems, terminal.noteColors));
  throw new UsageError(
    `${file} is no valid service spec for environment ${environment}: correct it, or choose another`,
  );
};

const ofSpec = async (context: Context, choice: ScenarioChoice & { spec: string }): Promise<Scenario> => {
  const { spec: file, environment: environments = [], context: contexts = [], answer } = choice;
  if (environments.length === 0) throw new UsageError('--spec needs --environment: the environment of the spec');
  const text = await readText(file, 'spec');
  const specs = environments.map((environment) => readSpec(context, text, { spec: file, environment, contexts }));
  if (answer === undefined && specs.some(needsAnswer)) {
    context.terminal.note(
      'the verification compares the body with a regular expression: give what its host is to answer by --answer',
    );
  }
  const chosen = contexts.length === 0 ? '' : ` contexts=${contexts.join(',')}`;
  return {
    name: file,
    specs,
    areImagesThere: true,
    answer: answer ?? null,
    commands: environments.flatMap((environment) => [
      `npx runbook start deploy-service spec=@${file} environment=${environment}${chosen}`,
      `npx runbook start teardown-service spec=@${file} environment=${environment}${chosen}`,
    ]),
  };
};

/**
 * The world that a command line asks for: one by name, or that of a spec.
 *
 * @throws UsageError for a scenario that there is none of, a spec that is not valid, or options that exclude each other
 */
export const scenarioOf = async (
  context: Context,
  choice: ScenarioChoice,
): Promise<ScenarioName | Scenario | undefined> => {
  const { scenario, spec, environment, context: contexts, answer } = choice;
  if (scenario !== undefined && spec !== undefined) throw new UsageError('give --scenario or --spec, not both');
  if (spec !== undefined) return ofSpec(context, { ...choice, spec });
  if (environment ?? contexts ?? answer) throw new UsageError('--environment, --context and --answer go with --spec');
  return scenario === undefined ? undefined : nameOf(scenario);
};
