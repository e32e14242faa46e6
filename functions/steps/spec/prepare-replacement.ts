import * as v from 'valibot';
import { s3 } from '../../clients/index.ts';
import { areAddressRanges, readAddressRanges } from '../../clients/spec-source/address-ranges.ts';
import { fetchSpec } from '../../clients/spec-source/fetch-spec.ts';
import { loadSpec, type SpecClients } from '../../clients/spec-source/load-spec.ts';
import { InvalidServiceSpecError, ReplacementConflictError } from '../../domain/errors/spec.ts';
import {
  parallelClashes,
  type Replacement,
  replacedServices,
  replacementRequests,
} from '../../domain/service/replacement.ts';
import { replaceRequestSchema } from '../../domain/service/request/replace-request.ts';
import { resolveRequestedSpec } from '../../domain/service/resolve-request.ts';
import { oldSpecSourceOf, specSourceOf } from '../../domain/service/spec-source.ts';
import { executionSchema, triggerSchema } from '../../domain/step-schemas.ts';
import { lambdaStep, type StepContext } from '../../runtime/lambda-step.ts';

const environment = v.object({
  AWS_REGION: v.string(),
  /** CIDR ranges, by comma, that specs are fetched from although they are not of the public internet. */
  SPEC_ALLOWED_ADDRESSES: v.optional(v.pipe(v.string(), v.check(areAddressRanges)), ''),
});
type Settings = v.InferOutput<typeof environment>;

const schema = v.object({ request: replaceRequestSchema, trigger: triggerSchema, execution: executionSchema });

/** Both runs' requests, each with a spec of at most 40 KiB. */
const outputLimitBytes = 100 * 1024;

/**
 * Reads both specs of a replacement and makes the requests of its two runs. Safe to repeat; changes nothing.
 *
 * @throws InvalidServiceSpecError for both specs together, ReplacementConflictError where the two cannot stand beside each other;
 *   what reading a spec throws
 */
export const prepareReplacement =
  (clients: SpecClients, { settings, logger }: StepContext<Settings>) =>
  async ({ request, trigger, execution }: v.InferOutput<typeof schema>): Promise<Replacement> => {
    const allowed = readAddressRanges(settings.SPEC_ALLOWED_ADDRESSES);
    const region = settings.AWS_REGION;
    const oldSource = oldSpecSourceOf(request);
    const [given, oldGiven] = await Promise.all([
      loadSpec(clients, specSourceOf(request), allowed),
      oldSource && loadSpec(clients, oldSource, allowed),
    ]);
    const next = resolveRequestedSpec({ ...request, given, region });
    const former = oldSource
      ? resolveRequestedSpec({ ...request, serviceOverrides: undefined, given: oldGiven, region })
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
    const requests = replacementRequests(request, { trigger, execution: execution.id });
    return { strategy, ...requests, services };
  };

export const handler = lambdaStep(prepareReplacement, {
  input: schema,
  clients: { s3, fetchSpec: () => fetchSpec },
  environment,
  outputLimitBytes,
});
