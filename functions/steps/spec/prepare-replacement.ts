import * as v from 'valibot';
import { type Clients, ecs, s3 } from '../../clients/index.ts';
import { readService } from '../../clients/service/services.ts';
import { areAddressRanges, readAddressRanges } from '../../clients/spec-source/address-ranges.ts';
import { fetchSpec } from '../../clients/spec-source/fetch-spec.ts';
import { loadSpec, type SpecClients } from '../../clients/spec-source/load-spec.ts';
import { placeOf } from '../../domain/ecs/arn.ts';
import { InvalidServiceSpecError, ReplacementConflictError } from '../../domain/errors/spec.ts';
import {
  type CountRequest,
  followsCounts,
  parallelClashes,
  type Replacement,
  replacedServices,
  replacementCount,
  replacementRequests,
} from '../../domain/service/replacement.ts';
import { replaceRequestSchema } from '../../domain/service/request/replace-request.ts';
import { resolveRequestedSpec } from '../../domain/service/resolve-request.ts';
import type { ResolvedService } from '../../domain/service/run-state.ts';
import { oldSpecSourceOf, specSourceOf } from '../../domain/service/spec-source.ts';
import { executionSchema, triggerSchema } from '../../domain/step-schemas.ts';
import { lambdaStep, type StepContext } from '../../runtime/lambda-step.ts';

const environment = v.object({
  /** CIDR ranges, by comma, that specs are fetched from although they are not of the public internet. */
  SPEC_ALLOWED_ADDRESSES: v.optional(v.pipe(v.string(), v.check(areAddressRanges)), ''),
});
type Settings = v.InferOutput<typeof environment>;

const schema = v.object({ request: replaceRequestSchema, trigger: triggerSchema, execution: executionSchema });

type Input = v.InferOutput<typeof schema>;
type StepClients = SpecClients & Pick<Clients, 'ecs'>;

/** Both runs' requests, each with a spec of at most 40 KiB. */
const outputLimitBytes = 100 * 1024;

/** The count to deploy, taken from what runs now where it is to follow that. */
const readCount = async (
  { ecs: client }: Pick<Clients, 'ecs'>,
  request: Input['request'],
  specs: { next: ResolvedService; former: ResolvedService },
): Promise<CountRequest> => {
  const { desiredCount, activeService } = request;
  if (!followsCounts(specs.next, request)) return { desiredCount, activeService };
  const { cluster } = specs.next;
  const [former, active] = await Promise.all([
    readService(client, specs.former),
    activeService === undefined ? null : readService(client, { cluster, service: activeService }),
  ]);
  return replacementCount({ strategy: request.strategy, desiredCount, activeService }, specs, { former, active });
};

/**
 * Reads both specs of a replacement and makes the requests of its two runs. Safe to repeat; changes nothing.
 *
 * @throws InvalidServiceSpecError for both specs together, ReplacementConflictError where the two cannot stand beside each other,
 *   DesiredCountUnknownError where nobody could tell the count after the teardown;
 *   what reading a spec throws
 */
export const prepareReplacement =
  (clients: StepClients, { settings, logger }: StepContext<Settings>) =>
  async ({ request, trigger, execution }: Input): Promise<Replacement> => {
    const allowed = readAddressRanges(settings.SPEC_ALLOWED_ADDRESSES);
    const here = placeOf(execution.id);
    const oldSource = oldSpecSourceOf(request);
    const [given, oldGiven] = await Promise.all([
      loadSpec(clients, specSourceOf(request), allowed),
      oldSource && loadSpec(clients, oldSource, allowed),
    ]);
    const next = resolveRequestedSpec({ ...request, given, here });
    const former = oldSource
      ? resolveRequestedSpec({ ...request, serviceOverrides: undefined, given: oldGiven, here })
      : next;
    if (!next.resolved || !former.resolved) {
      const ofOld = oldSource ? former.problems.map((one) => ({ ...one, path: `in the old spec ${one.path}` })) : [];
      throw new InvalidServiceSpecError([...next.problems, ...ofOld]);
    }
    const { strategy } = request;
    const clashes = strategy === 'parallel' ? parallelClashes(next.resolved, former.resolved) : [];
    if (clashes.length > 0) throw new ReplacementConflictError(clashes);
    const services = replacedServices(next.resolved, former.resolved);
    logger.info('replacement prepared', { strategy, services });
    const count = await readCount(clients, request, { next: next.resolved, former: former.resolved });
    const requests = replacementRequests({ ...request, ...count }, { trigger, execution: execution.id });
    return { strategy, ...requests, services };
  };

export const handler = lambdaStep(prepareReplacement, {
  input: schema,
  clients: { ecs, s3, fetchSpec: () => fetchSpec },
  environment,
  outputLimitBytes,
});
