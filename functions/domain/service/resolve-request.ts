import type { Finding } from '../../../layers/shared/finding.ts';
import { contentHash } from '../canonical-json.ts';
import { type Arn, elsewhere, shortId } from '../ecs/arn.ts';
import { fillSpec, withUnfilled } from './fill-spec.ts';
import { resolveServiceSpec } from './resolve-spec.ts';
import type { ResolvedService } from './run-state.ts';
import { notDeployed, specFindings } from './spec-findings.ts';
import { type Overrides, overrideService, readOverrides } from './spec-overrides.ts';
import { fail, type JsonObject, jsonPath, type LocatedProblem, type SpecProblem } from './spec-problem.ts';
import type { ServiceSpec } from './spec-schema/index.ts';

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
  /** Where the stack is deployed. */
  here: Pick<Arn, 'region' | 'accountId'>;
}

/** A request's spec as a run uses it, or all that is wrong with it. */
export interface ResolvedRequest {
  /** Absent where there are problems. */
  resolved?: ResolvedService;
  /** FAILs only. */
  problems: SpecProblem[];
}

const noOverrides: Overrides = { service: {}, forceNewDeployment: false, taskDefinition: null };

const written = (problems: readonly LocatedProblem[]): SpecProblem[] =>
  problems.map((problem) => ({ ...problem, path: jsonPath(problem.path) }));

const regionProblems = (spec: ServiceSpec, region: string): LocatedProblem[] => {
  if (spec.aws.region === region) return [];
  const remedy = "start the stack of the spec's own region";
  return [fail(['aws', 'region'], `${region}, where this stack is deployed; ${remedy}`)];
};

/** Calls name the cluster by its name alone, which another one may have here. */
const clusterProblems = ({ cluster }: { cluster: string }, here: Resolving['here']): LocatedProblem[] => {
  const other = elsewhere(cluster, here);
  if (other === undefined) return [];
  return [
    fail(
      ['aws', 'ecs', 'service', 'cluster'],
      `a cluster of ${here.region} and account ${here.accountId}, not of ${other}`,
    ),
  ];
};

const identityProblems = (spec: ServiceSpec, here: Resolving['here']): LocatedProblem[] => [
  ...regionProblems(spec, here.region),
  ...(spec.aws.ecs.service
    ? clusterProblems(spec.aws.ecs.service, here)
    : [fail(['aws', 'ecs', 'service'], 'required: the service that this is all about')]),
];

const isFail = ({ severity }: SpecProblem): boolean => severity === 'FAIL';

const newTo = (known: readonly SpecProblem[], problems: readonly SpecProblem[]): SpecProblem[] => {
  const keyOf = ({ path, message }: SpecProblem): string => `${path}\n${message}`;
  const old = new Set(known.map(keyOf));
  return problems.filter((problem) => !old.has(keyOf(problem)));
};

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
export const resolveRequestedSpec = ({ given, here, ...request }: Resolving): ResolvedRequest => {
  const { environment, contexts = [], variables = {}, serviceOverrides = {} } = request;
  const filled = fillSpec(given, { environment, contexts, variables });
  const first = resolveServiceSpec(filled.document, { environment, contexts });
  const isOverridden = first.spec !== undefined && Object.keys(serviceOverrides).length > 0;
  const applied =
    first.spec && isOverridden
      ? applyOverrides(first.spec, serviceOverrides, request)
      : { spec: first.spec, overrides: noOverrides, problems: [] };
  const all = withUnfilled(filled.problems, [...first.problems, ...newTo(first.problems, applied.problems)]);
  const identity = applied.spec ? written(identityProblems(applied.spec, here)) : [];
  const problems = [...all.filter(isFail), ...identity];
  if (!applied.spec || problems.length > 0) return { problems };
  const findings = [...specFindings(all), ...notDeployed(applied.spec)];
  return {
    problems: [],
    resolved: resolvedService(applied.spec, {
      environment,
      overrides: applied.overrides,
      findings,
      missing: filled.missingVariables,
    }),
  };
};
