import { didYouMean } from '../did-you-mean.ts';
import { fail, isJsonObject, type JsonObject, type LocatedProblem } from './spec-problem.ts';
import { serviceSpec } from './spec-schema/index.ts';
import { asNode, nodeAt, structureOf } from './spec-structure.ts';

/** What overrides say besides fields of the spec. */
export interface Overrides {
  /** Values for fields of `aws.ecs.service`, by ECS's own names. */
  service: JsonObject;
  forceNewDeployment: boolean;
  /** `family`, `family:revision` or an ARN, instead of the spec's task definition; null: the spec's. */
  taskDefinition: string | null;
}

const ofTheRun = ['forceNewDeployment', 'taskDefinition'];

const serviceFields = (): string[] =>
  Object.keys(structureOf(nodeAt(asNode(serviceSpec), {}, ['aws', 'ecs', 'service']) ?? { type: '' }).entries ?? {});

/** Names that may be overridden. */
export const overrideNames = (): string[] => [...serviceFields(), ...ofTheRun];

const camelCase = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/**
 * The field that an override means: ECS's own name, or the same in the spelling of command lines
 * (`task_definition_arn`, `desired_count`).
 *
 * @returns undefined where there is none
 */
export const readOverrideName = (name: string): string | undefined => {
  const spelled = camelCase(name).replace(/^taskDefinitionArn$/, 'taskDefinition');
  return overrideNames().includes(spelled) ? spelled : undefined;
};

const taskDefinitionPattern =
  /^(?:arn:[^:\s]+:ecs:[^:\s]+:\d{12}:task-definition\/)?[A-Za-z0-9_-]{1,255}(?::[1-9]\d{0,9})?$/;

/** Reads a request's overrides. The values of the service's own fields are judged with the spec. */
export const readOverrides = (given: JsonObject): { overrides: Overrides; problems: LocatedProblem[] } => {
  const overrides: Overrides = { service: {}, forceNewDeployment: false, taskDefinition: null };
  const problems: LocatedProblem[] = [];
  const at = (name: string) => ['serviceOverrides', name];
  for (const [name, value] of Object.entries(given)) {
    const field = readOverrideName(name);
    if (field === undefined) {
      const hint = didYouMean(name, overrideNames());
      problems.push(fail(at(name), `not a field of aws.ecs.service that can be overridden${hint}`));
    } else if (field === 'forceNewDeployment') {
      if (typeof value === 'boolean') overrides.forceNewDeployment = value;
      else problems.push(fail(at(name), 'true or false, not in quotes'));
    } else if (field === 'taskDefinition') {
      if (typeof value === 'string' && taskDefinitionPattern.test(value)) overrides.taskDefinition = value;
      else problems.push(fail(at(name), 'a task definition: family, family:revision or an ARN'));
    } else {
      overrides.service[field] = value;
    }
  }
  return { overrides, problems };
};

/** A spec in which overrides stand for the service's own values; undefined where it has no service. */
export const overrideService = (spec: JsonObject, { service }: Overrides): JsonObject | undefined => {
  const { aws } = spec;
  const ecs = isJsonObject(aws) ? aws['ecs'] : undefined;
  const former = isJsonObject(ecs) ? ecs['service'] : undefined;
  if (!isJsonObject(aws) || !isJsonObject(ecs) || !isJsonObject(former)) return undefined;
  return { ...spec, aws: { ...aws, ecs: { ...ecs, service: { ...former, ...service } } } };
};
