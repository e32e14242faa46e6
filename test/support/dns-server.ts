import dns2 from 'dns2';

const { Packet } = dns2;

/** A DNS server on a port of 127.0.0.1. */
export interface DnsServer {
  /** `127.0.0.1:port`, as AUTODIAG_RESOLVER takes it. */
  address: string;
  close(): Promise<void>;
}

/** What a name gets for an answer: IPv4 addresses, a response code (3 = NXDOMAIN, 2 = SERVFAIL), or silence. */
export type DnsAnswer = string[] | number | 'silence';

/** @param answer asked for each name; IPv6 is answered with no data */
export const listenDns = async (answer: (name: string) => DnsAnswer): Promise<DnsServer> => {
  const server = dns2.createServer({
    udp: true,
    handle: (request, send) => {
      const response = Packet.createResponseFromRequest(request);
      const [question] = request.questions;
      const said = question === undefined ? 'silence' : answer(question.name.toLowerCase());
      if (said === 'silence') return;
      if (typeof said === 'number') response.header.rcode = said;
      else if (question !== undefined && 'type' in question && question.type === Packet.TYPE.A) {
        for (const address of said) {
          response.answers.push(Packet.createResourceFromQuestion(question, { ttl: 1, address }));
        }
      }
      send(response);
    },
  });
  const { udp } = await server.listen({ udp: { port: 0, address: '127.0.0.1' } });
  return { address: `127.0.0.1:${udp?.port}`, close: () => server.close() };
};
