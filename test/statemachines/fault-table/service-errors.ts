/** An error as a service gives it on the wire. */
export interface WireError {
  code: string;
  status: number;
}

/** What a service says when it has too many requests, trouble of its own, or a caller who may not. */
export interface ServiceErrors {
  throttled: WireError;
  internal: WireError;
  denied: WireError;
  /** Another change of the same thing is under way. */
  conflict?: WireError;
}

const error = (code: string, status: number): WireError => ({ code, status });

/**
 * By SigV4 name. Statuses are those of the wire: on AWS JSON every error of the caller's is a 400.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/CommonErrors.html
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/CommonErrors.html
 * @see https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/1871 for ELB's own word for throttling
 * @see https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html#API_RegisterScalableTarget_Errors
 * @see https://docs.aws.amazon.com/ec2/latest/devguide/errors-overview.html
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeParameters.html#API_DescribeParameters_Errors
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html#API_DescribeSecret_Errors
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html#API_GetLogEvents_Errors
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/CommonErrors.html
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors
 */
export const serviceErrors: Record<string, ServiceErrors> = {
  ecs: {
    throttled: error('ThrottlingException', 400),
    internal: error('ServerException', 500),
    denied: error('AccessDeniedException', 400),
  },
  elasticloadbalancing: {
    throttled: error('Throttling', 400),
    internal: error('InternalFailure', 500),
    denied: error('AccessDenied', 403),
  },
  'application-autoscaling': {
    throttled: error('ThrottlingException', 400),
    internal: error('InternalServiceException', 500),
    denied: error('AccessDeniedException', 400),
    conflict: error('ConcurrentUpdateException', 500),
  },
  ec2: {
    throttled: error('RequestLimitExceeded', 503),
    internal: error('InternalError', 500),
    denied: error('UnauthorizedOperation', 403),
  },
  iam: {
    throttled: error('Throttling', 400),
    internal: error('ServiceFailure', 500),
    denied: error('AccessDenied', 403),
  },
  s3: {
    throttled: error('SlowDown', 503),
    internal: error('InternalError', 500),
    denied: error('AccessDenied', 403),
    conflict: error('OperationAborted', 409),
  },
  ssm: {
    throttled: error('ThrottlingException', 400),
    internal: error('InternalServerError', 500),
    denied: error('AccessDeniedException', 400),
  },
  secretsmanager: {
    throttled: error('ThrottlingException', 400),
    internal: error('InternalServiceError', 500),
    denied: error('AccessDeniedException', 400),
  },
  logs: {
    throttled: error('ThrottlingException', 400),
    internal: error('ServiceUnavailableException', 500),
    denied: error('AccessDeniedException', 400),
  },
  states: {
    throttled: error('ThrottlingException', 400),
    internal: error('InternalFailure', 500),
    denied: error('AccessDeniedException', 400),
  },
  sns: {
    throttled: error('Throttled', 429),
    internal: error('InternalError', 500),
    denied: error('AuthorizationError', 403),
  },
};
