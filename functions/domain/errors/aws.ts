interface SdkError {
  name?: string;
  $metadata?: { httpStatusCode?: number };
  $retryable?: { throttling?: boolean };
}

const throttlingCodes = new Set([
  'ThrottlingException',
  'Throttling',
  'TooManyRequestsException',
  'RequestLimitExceeded',
]);

/** AWS refused the call because there are too many; it did nothing. */
export const isThrottling = (error: unknown): boolean => {
  const { name = '', $retryable, $metadata } = (error ?? {}) as SdkError;
  return throttlingCodes.has(name) || $retryable?.throttling === true || $metadata?.httpStatusCode === 429;
};

/** No answer came, or one of a broken server: whether AWS did what was asked is not known. */
export const isUnanswered = (error: unknown): boolean => {
  const status = ((error ?? {}) as SdkError).$metadata?.httpStatusCode;
  return status === undefined ? isTransportError(error) : status >= 500;
};

const isTransportError = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'TimeoutError' || 'code' in error || 'errno' in error);

const denials = new Set(['AccessDeniedException', 'AccessDenied', 'UnauthorizedOperation']);

/** AWS refused the call for want of a permission. */
export const isAccessDenied = (error: unknown): boolean => denials.has(((error ?? {}) as SdkError).name ?? '');

/** AWS refused what was asked, not when it was asked: the same call gets the same answer again. Denials are refusals too. */
export const isRefusal = (error: unknown): boolean => {
  const status = ((error ?? {}) as SdkError).$metadata?.httpStatusCode ?? 0;
  return status >= 400 && status < 500 && !isThrottling(error);
};
