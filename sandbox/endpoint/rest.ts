import { messageMemberOf } from './aws-json.ts';
import type { ServiceModel } from './model.ts';
import { restReader } from './read-rest.ts';
import { router } from './routes.ts';
import type { Answer, WireError, WireProtocol } from './wire.ts';
import { restWriter } from './write-rest.ts';
import { escapeXml, writeErrorMembers } from './write-xml.ts';

/**
 * REST with JSON or XML bodies: addresses, headers and payloads as the http traits of the schemas say.
 * @see https://smithy.io/2.0/spec/http-bindings.html
 */
export const rest = (model: ServiceModel, dialect: 'restJson1' | 'restXml'): WireProtocol => {
  const isJson = dialect === 'restJson1';
  const route = router(model);
  const read = restReader(model, isJson);
  return {
    unknownOperation: isJson
      ? { code: 'UnknownOperationException', status: 404 }
      : { code: 'MethodNotAllowed', status: 405 },
    operationOf: (received) => route(received)?.operation.name,
    read(_operation, received, problems) {
      const match = route(received);
      return match ? read(match, received, problems) : {};
    },
    write: restWriter(model, isJson),
    writeError: isJson ? (error) => writeJsonError(model, error) : writeXmlError,
  };
};

const writeJsonError = (model: ServiceModel, { code, message, status, members }: WireError): Answer => ({
  status,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
  body: JSON.stringify({
    Type: status >= 500 ? 'Service' : 'User',
    [messageMemberOf(model, code)]: message,
    ...members,
  }),
});

const writeXmlError = ({ code, message, status, members }: WireError, requestId: string): Answer => {
  const content = `<Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message>${writeErrorMembers(members)}`;
  return {
    status,
    headers: { 'content-type': 'application/xml', 'x-amzn-errortype': code },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${content}<RequestId>${requestId}</RequestId></Error>`,
  };
};
