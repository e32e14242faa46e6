import * as v from 'valibot';
import { s3 } from '../../clients/index.ts';
import { areAddressRanges, readAddressRanges } from '../../clients/spec-source/address-ranges.ts';
import { fetchSpec } from '../../clients/spec-source/fetch-spec.ts';
import { loadSpec, type SpecClients } from '../../clients/spec-source/load-spec.ts';
import { placeOf } from '../../domain/ecs/arn.ts';
import { InvalidServiceSpecError, SpecTooLargeError } from '../../domain/errors/spec.ts';
import { specFields } from '../../domain/service/request/spec-fields.ts';
import { resolveRequestedSpec } from '../../domain/service/resolve-request.ts';
import type { ResolvedService } from '../../domain/service/run-state.ts';
import { specSourceOf } from '../../domain/service/spec-source.ts';
import { executionSchema } from '../../domain/step-schemas.ts';
import { lambdaStep, type StepContext } from '../../runtime/lambda-step.ts';

const environment = v.object({
  /** CIDR ranges, by comma, that specs are fetched from although they are not of the public internet. */
  SPEC_ALLOWED_ADDRESSES: v.optional(v.pipe(v.string(), v.check(areAddressRanges)), ''),
});
type Settings = v.InferOutput<typeof environment>;

const schema = v.object({
  request: v.object({ ...specFields(), environment: v.string() }),
  execution: executionSchema,
});

/** A state has 256 KiB, of which the request may take 110; the plan and the report have their share. ECS registers no more. */
const resolvedLimitBytes = 64 * 1024;

/**
 * Reads the spec of a request and makes of it what one environment deploys. Safe to repeat.
 *
 * @throws InvalidServiceSpecError that names every problem, SpecTooLargeError; what reading the spec throws
 */
export const resolveServiceSpec =
  (clients: SpecClients, { settings, logger }: StepContext<Settings>) =>
  async ({ request, execution }: v.InferOutput<typeof schema>): Promise<ResolvedService> => {
    const allowed = readAddressRanges(settings.SPEC_ALLOWED_ADDRESSES);
    const given = await loadSpec(clients, specSourceOf(request), allowed);
    const { resolved, problems } = resolveRequestedSpec({ ...request, given, here: placeOf(execution.id) });
    if (!resolved) throw new InvalidServiceSpecError(problems);
    if (Buffer.byteLength(JSON.stringify(resolved)) > resolvedLimitBytes) {
      const remedy = 'a state holds no more; move large values such as labels and options out of the spec';
      throw new SpecTooLargeError('the service spec of this environment', { limitBytes: resolvedLimitBytes }, remedy);
    }
    const { cluster, service: serviceName, specHash } = resolved;
    logger.info('service spec resolved', { cluster, serviceName, specHash });
    return resolved;
  };

export const handler = lambdaStep(resolveServiceSpec, {
  input: schema,
  clients: { s3, fetchSpec: () => fetchSpec },
  environment,
  outputLimitBytes: resolvedLimitBytes,
});
