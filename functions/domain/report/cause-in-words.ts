/** An error's cause in words: Lambda's is JSON `{errorType, errorMessage, trace}`, anything else a sentence already. */
export const causeInWords = (cause: string): string => {
  try {
    const parsed = JSON.parse(cause) as { errorMessage?: unknown } | null;
    return typeof parsed?.errorMessage === 'string' ? parsed.errorMessage : cause;
  } catch {
    return cause;
  }
};
