import { lookup } from 'node:dns/promises';
import dns2 from 'dns2';
import { suffix } from './names.ts';

const { Packet } = dns2;
const serverFailure = 2;
const noSuchName = 3;

type Answer = { addresses: string[] } | { rcode: number };

/**
 * A DNS resolver on loopback. The service hosts are at 127.0.0.1 and nothing else is under the sandbox's suffix;
 * `localhost` is loopback, `.invalid` does not exist (RFC 6761), and other names are the machine's own to resolve.
 *
 * @param hosts names in lower case
 * @returns its UDP port
 */
export const startResolver = async (hosts: string[]): Promise<{ port: number; close(): Promise<void> }> => {
  const known = new Set(hosts);
  const server = dns2.createServer({
    udp: { type: 'udp4' },
    handle: (request, send) => {
      const response = Packet.createResponseFromRequest(request);
      const [question] = request.questions;
      if (!question) return;
      const { name, type } = question;
      void answer(name.toLowerCase(), type, known).then((found) => {
        if ('rcode' in found) response.header.rcode = found.rcode;
        else {
          for (const address of found.addresses) {
            response.answers.push(
              Packet.createResourceFromQuestion({ ...question, toBuffer: () => Buffer.alloc(0) }, { ttl: 60, address }),
            );
          }
        }
        return send(response);
      });
    },
  });
  // A malformed query gets no answer.
  server.on('error', () => {});
  const { udp } = await server.listen({ udp: { port: 0, address: '127.0.0.1' } });
  return { port: (udp as { port: number }).port, close: () => server.close() };
};

const answer = async (name: string, type: number, known: Set<string>): Promise<Answer> => {
  const family = type === Packet.TYPE.A ? 4 : type === Packet.TYPE.AAAA ? 6 : undefined;
  if (known.has(name)) return { addresses: family === 4 ? ['127.0.0.1'] : [] };
  if (name === suffix || name.endsWith(`.${suffix}`) || name.endsWith('.invalid')) return { rcode: noSuchName };
  if (name === 'localhost' || name.endsWith('.localhost')) {
    return { addresses: family === 4 ? ['127.0.0.1'] : family === 6 ? ['::1'] : [] };
  }
  return family ? askMachine(name, family) : { addresses: [] };
};

const askMachine = async (name: string, family: 4 | 6): Promise<Answer> => {
  try {
    const found = await lookup(name, { all: true });
    return { addresses: found.filter((each) => each.family === family).map(({ address }) => address) };
  } catch (error) {
    return { rcode: (error as NodeJS.ErrnoException).code === 'ENOTFOUND' ? noSuchName : serverFailure };
  }
};
