/** The caller of one operation, from the request's SigV4 credential scope. */
export interface Call {
  region: string;
  accessKeyId: string;
  /** Aborts when the caller hangs up. */
  signal: AbortSignal;
}

/** The access key of a caller who signs nothing. */
export const anonymous = 'anonymous';

type OperationNames<Client> = {
  [Name in keyof Client]: Name extends `${infer Operation}Command` ? Operation : never;
}[keyof Client] &
  string;

type CommandOf<Client, Name extends string> = Extract<
  Client[`${Name}Command` & keyof Client],
  new (
    ...args: never[]
  ) => unknown
>;

/** A member as it arrives and leaves here: whole bytes where the client also takes streams, strings or blobs. */
type Whole<Member> = Uint8Array extends Member
  ? Exclude<Member, NonNullable<Member>> | Uint8Array
  : NonNullable<Member> extends Uint8Array | { transformToByteArray(): unknown }
    ? Exclude<Member, NonNullable<Member>> | Uint8Array
    : Member;

type WholeMembers<Shape> = { [Name in keyof Shape]: Whole<Shape[Name]> };

type InputOf<Client, Name extends string> =
  InstanceType<CommandOf<Client, Name>> extends { input: infer Input } ? WholeMembers<Input> : never;

type OutputOf<Client, Name extends string> =
  InstanceType<CommandOf<Client, Name>> extends {
    resolveMiddleware: (...args: never[]) => (...args: never[]) => Promise<{ output: infer Output }>;
  }
    ? WholeMembers<Omit<Output, '$metadata'>>
    : never;

/** One typed function per operation of an SDK client: input in, output (or a thrown error of that service) out. */
export type Operations<Client> = {
  [Name in OperationNames<Client>]?: (
    input: InputOf<Client, Name>,
    call: Call,
  ) => OutputOf<Client, Name> | Promise<OutputOf<Client, Name>>;
};

/** What a service shows to anyone who asks, without a signature. */
export interface PublicFile {
  contentType: string;
  body: string;
}

/** An AWS service as the endpoint serves it. The client's module brings the schemas and the protocol. */
export interface Service {
  /** SigV4 signing name, e.g. `ecs`, `states`, `logs`. */
  name: string;
  client: object;
  operations: Record<string, (input: never, call: Call) => unknown>;
  /** A file by its path on the endpoint; undefined where there is none. */
  publicFile?(path: string): Promise<PublicFile | undefined>;
}

/** Ties typed operations to their client's module. */
export const defineService = <Client extends object>(
  name: string,
  client: Client,
  operations: Operations<NoInfer<Client>>,
): Service => ({ name, client, operations: operations as Service['operations'] });

/**
 * An error as AWS reports it: `code` is the wire code (`ClusterNotFoundException`), `status` the HTTP status.
 * Members other than the message (`resourceId`, …) go in `members`.
 */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  readonly members: Record<string, unknown>;

  constructor(code: string, message: string, status = 400, members: Record<string, unknown> = {}) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
    this.members = members;
  }
}
