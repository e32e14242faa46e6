import type { Finding } from '../../../layers/shared/finding.ts';
import { contentHash } from '../canonical-json.ts';
import { shortId } from '../ecs/arn.ts';
import { collapseSpec, isTooDeep } from './collapse-spec.ts';
import { resolveServiceSpec } from './resolve-spec.ts';
import type { ResolvedService } from './run-state.ts';
import { notDeployed, specFindings } from './spec-findings.ts';
import { type Overrides, overrideService, readOverrides } from './spec-overrides.ts';
import {
  fail,
  isJsonObject,
  type JsonObject,
  jsonPath,
  type LocatedProblem,
  type SpecProblem,
} from './spec-problem.ts';
import type { ServiceSpec } from './spec-schema/index.ts';
import { fillVariables, type UnfilledVariable, unescapeVariables, unfilledVariables } from './spec-variables.ts';

/** What a request says about its spec. */
export interface SpecRequest {
  environment: string;
  contexts?: readonly string[] | undefined;
  variables?: Readonly<Record<string, string>> | undefined;
  serviceOverrides?: JsonObject | undefined;
}

interface Resolving extends SpecRequest {
  /** The spec's JSON text, or what it holds. */
  given: unknown;
  /** Region of the stack. */
  region: string;
}

/** A request's spec as a run uses it, or all that is wrong with it. */
export interface ResolvedRequest {
  /** Absent where there are problems. */
  resolved?: ResolvedService;
  /** FAILs only. */
  problems: SpecProblem[];
}

const noOverrides: Overrides = { service: {}, forceNewDeployment: false, taskDefinition: null };

/** Sections that no step reads; what stands in them is for others. */
const unread = ['deploy', '$schema'];

const parsed = (given: unknown): unknown => {
  if (typeof given !== 'string') return given;
  try {
    return JSON.parse(given);
  } catch {
    return given;
  }
};

const written = (problems: readonly LocatedProblem[]): SpecProblem[] =>
  problems.map((problem) => ({ ...problem, path: jsonPath(problem.path) }));

/** The variables that the chosen environment leaves without a value. */
const leftVariables = (document: unknown, { environment, contexts = [] }: SpecRequest): UnfilledVariable[] => {
  if (!isJsonObject(document)) return [];
  const { value } = collapseSpec(document, [environment, ...contexts]);
  return unfilledVariables(value).filter(({ path: [section] }) => !unread.includes(String(section)));
};

const isOfVerification = ({ path }: UnfilledVariable): boolean => path[0] === 'verification';

const variableProblems = (left: readonly UnfilledVariable[]): LocatedProblem[] =>
  left
    .filter((variable) => !isOfVerification(variable))
    .map(({ path, name }) =>
      fail(path, `no value for \${${name}}: give variables.${name}, or write $\${${name}} where that text is meant`),
    );

const identityProblems = (spec: ServiceSpec, region: string): LocatedProblem[] => [
  ...(spec.aws.region === region
    ? []
    : [fail(['aws', 'region'], `${region}, where this stack is deployed; start the stack of the spec's own region`)]),
  ...(spec.aws.ecs.service ? [] : [fail(['aws', 'ecs', 'service'], 'required: the service that this is all about')]),
];

const isFail = ({ severity }: SpecProblem): boolean => severity === 'FAIL';

const newTo = (known: readonly SpecProblem[], problems: readonly SpecProblem[]): SpecProblem[] =>
  problems.filter(({ path, message }) => !known.some((other) => other.path === path && other.message === message));

/** Puts the overrides in and reads the whole again: an override must fit to the rest like any other value. */
const applyOverrides = (spec: ServiceSpec, given: JsonObject, choice: SpecRequest) => {
  const { overrides, problems } = readOverrides(given);
  const overridden = overrideService({ version: '2.0', ...spec }, overrides);
  if (!overridden) {
    const lonely = fail(['serviceOverrides'], 'left out: the spec has no aws.ecs.service');
    return { spec, overrides, problems: written([...problems, lonely]) };
  }
  const again = resolveServiceSpec(overridden, { environment: choice.environment });
  return { spec: again.spec ?? spec, overrides, problems: [...written(problems), ...again.problems] };
};

const resolvedService = (
  spec: ServiceSpec,
  order: { environment: string; overrides: Overrides; findings: Finding[]; missing: string[] },
): ResolvedService => {
  const { service } = spec.aws.ecs;
  return {
    spec,
    environment: order.environment,
    cluster: shortId(service?.cluster ?? ''),
    service: service?.name ?? '',
    specHash: contentHash(spec),
    forceNewDeployment: order.overrides.forceNewDeployment,
    taskDefinition: order.overrides.taskDefinition,
    findings: order.findings,
    missingVariables: order.missing,
  };
};

/**
 * Resolves the spec of a request: fills its variables, chooses its environment, applies its overrides and checks the
 * result. Never throws: whatever is wrong is in `problems`, all of it at once.
 */
export const resolveRequestedSpec = ({ given, region, ...request }: Resolving): ResolvedRequest => {
  const { environment, contexts = [], variables = {}, serviceOverrides = {} } = request;
  const document = parsed(given);
  const isReadable = isJsonObject(document) && !isTooDeep(document);
  const filled = isReadable ? fillVariables(document, variables) : given;
  const left = isReadable ? leftVariables(filled, request) : [];
  const unfilled = written(variableProblems(left));
  const first = resolveServiceSpec(isReadable ? unescapeVariables(filled) : given, { environment, contexts });
  const isOverridden = first.spec !== undefined && Object.keys(serviceOverrides).length > 0;
  const applied =
    first.spec && isOverridden
      ? applyOverrides(first.spec, serviceOverrides, request)
      : { spec: first.spec, overrides: noOverrides, problems: [] };
  const read = [...first.problems, ...newTo(first.problems, applied.problems)];
  // That a value is missing is the reason why it does not match a pattern.
  const others = read.filter(({ path }) => !unfilled.some((problem) => problem.path === path));
  const identity = applied.spec ? written(identityProblems(applied.spec, region)) : [];
  const problems = [...unfilled, ...others.filter(isFail), ...identity];
  if (!applied.spec || problems.length > 0) return { problems };
  const missing = [...new Set(left.filter(isOfVerification).map(({ name }) => name))];
  const findings = [...specFindings(others), ...notDeployed(applied.spec)];
  return {
    problems: [],
    resolved: resolvedService(applied.spec, { environment, overrides: applied.overrides, findings, missing }),
  };
};
