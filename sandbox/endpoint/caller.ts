import { functionOfSession } from '../function-session.ts';
import { anonymous } from '../service.ts';
import type { Received } from './wire.ts';

/** Who calls which service where, as the request's signature says. */
export interface Caller {
  service: string;
  region: string;
  accessKeyId: string;
  /** The function whose credentials signed it. */
  functionName?: string;
  /** Which try of one call it is, as SDK clients tell in `amz-sdk-request: attempt=2; max=4`. */
  attempt?: number;
}

const scopePattern = /^([^/]*)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request$/;

/**
 * Reads the SigV4 credential scope from the Authorization header or, for presigned links, from the query.
 * The signature itself and a link's expiry are not checked: the sandbox takes any key, and its clock may be turned.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
 */
export const callerOf = ({ headers, query }: Received): Caller | undefined => {
  const credential =
    /Credential=([^,\s]+)/.exec(headers['authorization'] ?? '')?.[1] ?? query.get('X-Amz-Credential') ?? '';
  const [, accessKeyId, region, service] = scopePattern.exec(credential) ?? [];
  if (accessKeyId === undefined || region === undefined || service === undefined) return undefined;
  const functionName = functionOfSession(
    headers['x-amz-security-token'] ?? query.get('X-Amz-Security-Token') ?? undefined,
  );
  const [, attempt] = /attempt=(\d+)/.exec(headers['amz-sdk-request'] ?? '') ?? [];
  return {
    service,
    region,
    accessKeyId,
    ...(functionName !== undefined && { functionName }),
    ...(attempt !== undefined && { attempt: Number(attempt) }),
  };
};

/** Operations that links in messages ask for: whoever has the link may. */
const linkedOperations: Record<string, string> = { ConfirmSubscription: 'sns', Unsubscribe: 'sns' };

/** Who follows a link in a message: nobody signs that. */
export const linkCallerOf = ({ method, path, query }: Received, region: string): Caller | undefined => {
  const action = query.get('Action') ?? '';
  const service = Object.hasOwn(linkedOperations, action) ? linkedOperations[action] : undefined;
  return method === 'GET' && path === '/' && service !== undefined
    ? { service, region, accessKeyId: anonymous }
    : undefined;
};
