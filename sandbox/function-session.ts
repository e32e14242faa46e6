const prefix = 'sandbox-function:';

/** The session token of a function's credentials. It says whose they are, as a role's session does on AWS. */
export const sessionTokenOf = (functionName: string): string => prefix + functionName;

/** The function that calls with a session token; undefined for all other callers. */
export const functionOfSession = (token: string | undefined): string | undefined =>
  token?.startsWith(prefix) ? token.slice(prefix.length) : undefined;
