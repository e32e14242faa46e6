import type { Answer, Received } from './wire.ts';
import { escapeXml } from './write-xml.ts';

/** Answers a request that no service is found for, in the protocol that it seems to be in. */
export const unboundError = (received: Received, service: string | undefined, served: string[], id: string): Answer => {
  const [code, message, status] =
    service === undefined
      ? [
          'MissingAuthenticationToken',
          'Missing Authentication Token: the sandbox finds the service by the SigV4 signature; sign with any keys',
          403,
        ]
      : [
          'UnknownService',
          `the sandbox serves no AWS service signed as '${service}'; it serves: ${served.join(', ')}`,
          404,
        ];
  const { 'x-amz-target': target, 'content-type': type = '' } = received.headers;
  if (target !== undefined || type.includes('json')) {
    return {
      status,
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': code },
      body: JSON.stringify({ __type: code, message }),
    };
  }
  const error = `<Code>${code}</Code><Message>${escapeXml(message)}</Message>`;
  const isForm = type.includes('form-urlencoded');
  const body = isForm
    ? `<ErrorResponse><Error><Type>Sender</Type>${error}</Error><RequestId>${id}</RequestId></ErrorResponse>`
    : `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${error}<RequestId>${id}</RequestId></Error>`;
  return {
    status,
    headers: { 'content-type': isForm ? 'text/xml' : 'application/xml', 'x-amzn-errortype': code },
    body,
  };
};
