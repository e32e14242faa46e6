/**
 * Errors that pass by themselves, by the name under which a Task sees them. Lambda's own, and those that the services which steps call
 * give for too many requests, for trouble of their own and for two changes at once; a step throws them as the SDK names them.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/bp-lambda-serviceexception.html
 */
export const transientErrors = [
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
  // too many requests: ECS, Application Auto Scaling, SSM, Secrets Manager, Logs; ELB, IAM; EC2; S3
  'ThrottlingException',
  'Throttling',
  'ThrottledException',
  'RequestThrottled',
  'RequestLimitExceeded',
  'TooManyRequestsException',
  'SlowDown',
  // trouble of the service's own: ECS, ELB, EC2, S3, Logs, IAM
  'ServerException',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'Unavailable',
  'ServiceFailure',
  'ServiceFailureException',
  // S3, EC2; any; SSM; Step Functions; Secrets Manager; Application Auto Scaling
  'InternalError',
  'InternalFailure',
  'InternalServerError',
  'InternalServerException',
  'InternalServiceError',
  'InternalServiceException',
  // two changes at once: Application Auto Scaling, ECS, S3, Logs
  'ConcurrentUpdateException',
  'UpdateInProgressException',
  'OperationAborted',
  'OperationAbortedException',
  'ConditionalRequestConflict',
  // no answer in time
  'RequestTimeout',
  'RequestTimeoutException',
  'TimeoutError',
];

/**
 * The same of a Task that runs another state machine. Its name is derived from the execution, so that a repeated start finds the first.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
export const transientStartErrors = [
  'StepFunctions.SdkClientException',
  'StepFunctions.ThrottlingException',
  'StepFunctions.TooManyRequestsException',
  'StepFunctions.ServiceUnavailableException',
  'StepFunctions.InternalFailureException',
  'StepFunctions.InternalServerErrorException',
  'StepFunctions.ExecutionLimitExceededException',
];

/** Others change the same cluster's ledger at this moment. */
const ledger = ['LedgerContendedError'];

/** SNS's own names of trouble of its own, and of too many requests to the key of a topic. */
const topic = ['InternalErrorException', 'KMSThrottlingException'];

/** Errors of ours that pass by themselves in some Tasks alone: AWS does not yet see everywhere what was made a moment ago, and the like. */
export const ownTransientErrors: Record<string, string[]> = {
  CreateService: ['ServiceRoleNotReadyError', 'TargetGroupNotAttachedError'],
  RegisterScalableTarget: ['ServiceNotVisibleError'],
  VerifyDisconnects: ledger,
  ActOnInstances: ledger,
  StartHook: ledger,
  AlertDisconnects: [...ledger, ...topic],
  CheckRecovery: ledger,
  TellRecovery: [...ledger, ...topic],
  KeepAlert: [...ledger, 'KmsThrottled'],
  ReportDisconnects: ledger,
};
