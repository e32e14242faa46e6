import * as v from 'valibot';
import { InvalidStepInputError } from '../../domain/errors/request.ts';
import type { RunReport } from '../../domain/service/report/run-report.ts';
import { type ScalingState, scalingReport } from '../../domain/service/report/scaling.ts';
import { planSchema, requestSchema } from '../../domain/service/run-state.ts';
import { serviceNamedBy } from '../../domain/service/service-state.ts';
import { lambdaStep } from '../../runtime/lambda-step.ts';

/** The rest of the state is what its own steps left in it, with every key that the definition selects. */
const schema = v.looseObject({ request: requestSchema, plan: planSchema });

/** Says what was scaled, or would be. Touches nothing outside. */
export const reportScaling =
  () =>
  (state: v.InferOutput<typeof schema>): RunReport => {
    const ref = serviceNamedBy(state as Parameters<typeof serviceNamedBy>[0]);
    if (!ref) throw new InvalidStepInputError([{ field: 'request', expected: 'names a cluster and a service' }]);
    return scalingReport(ref, state as ScalingState);
  };

export const handler = lambdaStep(reportScaling, { input: schema, clients: {} });
