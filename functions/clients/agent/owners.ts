import type { SFNClient } from '@aws-sdk/client-sfn';
import { describeExecution } from '../step-functions.ts';

/**
 * DescribeExecution knows an execution a moment after its start at the latest; one that owns outages has looked at them at least once
 * before. So one that it does not know has ended long ago.
 */
const forgotten = new Set(['ExecutionDoesNotExist', 'InvalidArn']);

const hasEnded = async (sfn: SFNClient, executionArn: string): Promise<boolean> => {
  try {
    const { status } = await describeExecution(sfn, executionArn);
    return status !== 'RUNNING' && status !== 'PENDING_REDRIVE';
  } catch (error) {
    if (error instanceof Error && forgotten.has(error.name)) return true;
    throw error;
  }
};

/** Says which of some executions have ended, or are not known any more: a call for each. */
export const endedExecutions = async (sfn: SFNClient, executionArns: Iterable<string>): Promise<Set<string>> => {
  const ended = new Set<string>();
  for (const arn of new Set(executionArns)) {
    if (await hasEnded(sfn, arn)) ended.add(arn);
  }
  return ended;
};
