import { AwsError } from '../../service.ts';

/** Step Functions' exceptions with its own sentences; all answer with HTTP 400. */
export const invalidArn = (arn: string) => new AwsError('InvalidArn', `Invalid Arn: '${arn}'`);
export const invalidName = (name: string) => new AwsError('InvalidName', `Invalid Name: '${name}'`);
export const invalidToken = () => new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
export const invalidOutput = (reason: string) => new AwsError('InvalidOutput', `Invalid Output: '${reason}'`);
export const validationError = (message: string) => new AwsError('ValidationException', message);

export const invalidExecutionInput = (reason: string) =>
  new AwsError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${reason}'`);

export const invalidDefinition = (problems: readonly string[]) =>
  new AwsError('InvalidDefinition', `Invalid State Machine Definition: '${problems.join(', ')}'`);

export const stateMachineDoesNotExist = (arn: string) =>
  new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);

export const stateMachineAlreadyExists = (arn: string) =>
  new AwsError('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`);

export const executionDoesNotExist = (arn: string) =>
  new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);

export const executionAlreadyExists = (arn: string) =>
  new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);

export const resourceNotFound = (arn: string) =>
  new AwsError('ResourceNotFound', `Resource not found: '${arn}'`, 400, { resourceName: arn });

export const taskDoesNotExist = () => new AwsError('TaskDoesNotExist', "Task Does Not Exist: 'Task does not exist'");
export const taskTimedOut = () =>
  new AwsError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
