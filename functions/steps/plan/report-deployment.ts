import * as v from 'valibot';
import { type DeploymentState, deploymentReport } from '../../domain/service/report/deployment.ts';
import type { RunReport } from '../../domain/service/report/run-report.ts';
import { requestSchema, resolvedSchema } from '../../domain/service/run-state.ts';
import { lambdaStep } from '../../runtime/lambda-step.ts';

/** The rest of the state is what its own steps left in it, with every key that the definition selects. */
const schema = v.looseObject({ request: requestSchema, resolved: resolvedSchema });

/** Says what was deployed, or would be. Touches nothing outside. */
export const reportDeployment =
  () =>
  (state: v.InferOutput<typeof schema>): RunReport =>
    deploymentReport(state as DeploymentState);

export const handler = lambdaStep(reportDeployment, { input: schema, clients: {} });
