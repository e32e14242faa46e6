import * as v from 'valibot';
import { type ReplacementState, replacementReport } from '../../domain/service/report/replacement.ts';
import type { RunReport } from '../../domain/service/report/run-report.ts';
import { requestSchema } from '../../domain/service/run-state.ts';
import { lambdaStep } from '../../runtime/lambda-step.ts';

const child = v.looseObject({ executionArn: v.string(), result: v.looseObject({ summary: v.string() }) });

const schema = v.looseObject({
  request: requestSchema,
  replacement: v.looseObject({ strategy: v.picklist(['recreate', 'parallel']) }),
  deployment: child,
  teardown: child,
});

/** Puts the results of a replacement's two runs together. Touches nothing outside. */
export const reportReplacement =
  () =>
  (state: v.InferOutput<typeof schema>): RunReport =>
    replacementReport(state as unknown as ReplacementState);

export const handler = lambdaStep(reportReplacement, { input: schema, clients: {} });
