import type { Execution } from '../../engine/execution.ts';
import type { EmittedEvent } from '../event-bridge/index.ts';
import { describe } from './executions.ts';

/** Input and output together, escaped, that an event carries; what is beyond is left out. */
const mostDataBytes = 248 * 1_024;

const sizeOf = (text: string | undefined): number =>
  text === undefined ? 0 : Buffer.byteLength(JSON.stringify(text)) - 2;

/**
 * What Step Functions tells EventBridge when an execution starts or ends.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
export const statusEvent = (execution: Execution): EmittedEvent => {
  const { input, output, startDate, stopDate, error, cause, ...names } = describe(execution);
  const isIncluded = sizeOf(input) + sizeOf(output) <= mostDataBytes;
  return {
    source: 'aws.states',
    detailType: 'Step Functions Execution Status Change',
    resources: [names.executionArn],
    detail: {
      ...names,
      startDate: startDate.getTime(),
      stopDate: stopDate?.getTime() ?? null,
      input: isIncluded ? input : null,
      output: isIncluded ? (output ?? null) : null,
      stateMachineVersionArn: null,
      stateMachineAliasArn: null,
      redriveCount: 0,
      redriveDate: null,
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: 'the sandbox redrives no executions',
      inputDetails: { included: isIncluded },
      outputDetails: output === undefined ? null : { included: isIncluded },
      error: error ?? null,
      cause: cause ?? null,
    },
  };
};
