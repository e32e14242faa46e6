import { InvalidEnvironmentError } from '../errors/request.ts';

/** Where to dial instead: curl's `--connect-to HOST1:PORT1:HOST2:PORT2`. */
export interface ConnectTo {
  /** Host and port of the URL that it is for; null: any. */
  host: string | null;
  port: number | null;
  /** What to dial; null: what the URL says. */
  toHost: string | null;
  toPort: number | null;
}

const part = String.raw`(\[[0-9a-fA-F:.]+\]|[^:,[\]]*):(\d{0,5})`;
const entryPattern = new RegExp(`^${part}:${part}$`);

const host = (text = ''): string | null => text.replace(/^\[(.*)\]$/, '$1').toLowerCase() || null;
const port = (text = ''): number | null => (text === '' ? null : Number(text));

/**
 * Reads `HOST1:PORT1:HOST2:PORT2`, several by comma; an empty part stands for any, or for no change. Names and
 * certificates stay those of the request.
 *
 * @throws InvalidEnvironmentError
 * @see https://curl.se/docs/manpage.html#--connect-to
 */
export const readConnectTo = (text: string): ConnectTo[] =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map((entry) => {
      const matched = entryPattern.exec(entry);
      const ports = [port(matched?.[2]), port(matched?.[4])];
      if (!matched || ports.some((number) => number !== null && (number < 1 || number > 65_535))) {
        const expected = 'HOST1:PORT1:HOST2:PORT2, several by comma';
        throw new InvalidEnvironmentError([{ field: 'VERIFICATION_CONNECT_TO', expected }]);
      }
      return { host: host(matched[1]), port: port(matched[2]), toHost: host(matched[3]), toPort: port(matched[4]) };
    });

/** What to dial for a host and port: the first entry that is for them decides. */
export const dialOf = (
  target: { host: string; port: number },
  entries: readonly ConnectTo[],
): { host: string; port: number } => {
  const found = entries.find(
    (entry) =>
      (entry.host ?? target.host.toLowerCase()) === target.host.toLowerCase() &&
      (entry.port ?? target.port) === target.port,
  );
  return { host: found?.toHost ?? target.host, port: found?.toPort ?? target.port };
};
