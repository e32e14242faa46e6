import type { SFNClient } from '@aws-sdk/client-sfn';
import type { HookStart } from '../../domain/agent/hook.ts';
import { startExecution } from '../step-functions.ts';

/**
 * Starts the user's own state machine. Safe to retry: an execution of the name that there is already has been started by an attempt before.
 *
 * @returns the execution's ARN
 * @throws what StartExecution throws, but ExecutionAlreadyExists
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
export const startHook = async (
  sfn: SFNClient,
  { machineArn, name, input }: HookStart & { machineArn: string },
): Promise<string> => {
  try {
    return await startExecution(sfn, { machineArn, name, input });
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ExecutionAlreadyExists') throw error;
    return `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  }
};
