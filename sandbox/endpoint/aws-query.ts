import type { ServiceModel } from './model.ts';
import { formOf, readForm } from './read-query.ts';
import type { Received, WireProtocol } from './wire.ts';
import { escapeXml, writeErrorMembers, writeXmlMembers } from './write-xml.ts';

const fieldsOf = ({ method, query, body }: Received): URLSearchParams =>
  method === 'GET' ? query : new URLSearchParams(body.toString());

/**
 * AWS query and EC2 query: a form with an Action in, XML out.
 * @see https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 * @see https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html
 */
export const awsQuery = (model: ServiceModel, dialect: 'awsQuery' | 'ec2Query'): WireProtocol => {
  const isEc2 = dialect === 'ec2Query';
  const answer = (status: number, body: string) => ({ status, headers: { 'content-type': 'text/xml' }, body });

  return {
    unknownOperation: { code: 'InvalidAction', status: 400 },
    operationOf: (received) => fieldsOf(received).get('Action') ?? undefined,
    read: (operation, received, problems) => readForm(dialect, operation.input, formOf(fieldsOf(received)), problems),
    write({ name, output: shape }, output, requestId) {
      const members = writeXmlMembers(model, shape, output);
      const content = isEc2
        ? `<requestId>${requestId}</requestId>${members}`
        : `<${name}Result>${members}</${name}Result><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
      return answer(200, `<${name}Response xmlns="${model.xmlNamespace}">${content}</${name}Response>`);
    },
    writeError({ code, message, status, members }, requestId) {
      const content = `<Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message>${writeErrorMembers(members)}`;
      if (isEc2) {
        return answer(
          status,
          `<Response><Errors><Error>${content}</Error></Errors><RequestID>${requestId}</RequestID></Response>`,
        );
      }
      const blame = status >= 500 ? 'Receiver' : 'Sender';
      return answer(
        status,
        `<ErrorResponse xmlns="${model.xmlNamespace}"><Error><Type>${blame}</Type>${content}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
      );
    },
  };
};
