import { NormalizedSchema } from '@smithy/core/schema';
import type {
  ClientProtocol,
  HttpRequest,
  HttpResponse,
  SchemaTraitsObject,
  StaticErrorSchema,
  StaticOperationSchema,
  StaticStructureSchema,
} from '@smithy/types';
import type { Service } from '../service.ts';

/** One operation as the client's schemas describe it. */
export interface Operation {
  name: string;
  input: NormalizedSchema;
  output: NormalizedSchema;
  /** Method, URI pattern and success status; REST protocols only. */
  http?: [method: string, pattern: string, status: number];
}

/** What the SDK client of a service knows about its wire format. */
export interface ServiceModel {
  service: Service;
  /** Smithy's name of the protocol, e.g. `awsJson1_1`. */
  protocol: string;
  /** It once spoke the query protocol, and still tells the error codes of that. */
  isQueryCompatible: boolean;
  /** Every operation of the service, also those that the sandbox does not serve. */
  operations: Map<string, Operation>;
  /** `com.amazonaws.sns`: where the client's shapes live. */
  shapeNamespace: string;
  /** The xmlns of its answers; empty for JSON. */
  xmlNamespace: string;
  /** The shape of an error, found by its own name or by its query code (`NotFound`). */
  errorShape(code: string): ErrorShape | undefined;
}

/** An error as the client knows it. */
export interface ErrorShape {
  name: string;
  traits: SchemaTraitsObject;
  members: string[];
}

/** The wire protocol that an SDK client is configured with. */
type Protocol = ClientProtocol<HttpRequest, HttpResponse>;
type ClientClass = new (config: object) => { config: { protocol: Protocol } };

const isOperation = (value: unknown): value is StaticOperationSchema => Array.isArray(value) && value[0] === 9;
const isError = (value: unknown): value is StaticErrorSchema => Array.isArray(value) && value[0] === -3;
const isClientClass = ([name, value]: [string, unknown]): boolean =>
  /[^_]Client$/.test(name) && typeof value === 'function';

const normalized = (ref: StaticOperationSchema[4]): NormalizedSchema =>
  NormalizedSchema.of(typeof ref === 'function' ? ref() : ref);

const traitsOf = (traits: StaticOperationSchema[3]): SchemaTraitsObject => (typeof traits === 'object' ? traits : {});

/** Reads a client module's exported schemas. */
export const modelOf = (service: Service): ServiceModel => {
  const exported = Object.entries(service.client);
  const found = exported.find(isClientClass);
  if (!found) throw new Error(`${service.name}: its client module exports no …Client class`);
  const Client = found[1] as ClientClass;
  const client = new Client({ region: 'us-east-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } });
  const protocol = client.config.protocol.getShapeId().split('#')[1] ?? '';

  const operations = new Map<string, Operation>();
  let shapeNamespace = '';
  const errors: ErrorShape[] = [];
  for (const [, value] of exported) {
    if (isOperation(value)) {
      const [, namespace, name, traits, input, output] = value;
      shapeNamespace = namespace;
      operations.set(name, { name, input: normalized(input), output: normalized(output), http: traitsOf(traits).http });
    } else if (isError(value)) {
      errors.push({ name: value[2], traits: traitsOf(value[3]), members: value[4] });
    }
  }
  const queryCode = ({ traits }: ErrorShape) => queryErrorOf(traits)?.[0];
  return {
    service,
    protocol,
    isQueryCompatible: Reflect.get(client.config.protocol, 'awsQueryCompatible') === true,
    operations,
    shapeNamespace,
    xmlNamespace: xmlNamespaceOf(client.config.protocol),
    errorShape: (code) => errors.find(({ name }) => name === code) ?? errors.find((error) => queryCode(error) === code),
  };
};

/** Wire code and status of an error in the query protocols. */
export const queryErrorOf = (traits: SchemaTraitsObject): [code: string, status: number] | undefined => {
  const { awsQueryError } = traits;
  return Array.isArray(awsQueryError) ? [String(awsQueryError[0]), Number(awsQueryError[1])] : undefined;
};

/** The query and XML protocols keep their namespace in their options or their codec's settings. */
const xmlNamespaceOf = (protocol: object): string => {
  const { options, codec } = protocol as {
    options?: { xmlNamespace?: string };
    codec?: { settings?: { xmlNamespace?: string } };
  };
  return options?.xmlNamespace ?? codec?.settings?.xmlNamespace ?? '';
};

/** Names of the members that a request must have: the schema puts them first and counts them. */
export const requiredMembersOf = (shape: NormalizedSchema): string[] => {
  const schema = shape.getSchema();
  if (!Array.isArray(schema) || !shape.isStructSchema()) return [];
  const [, , , , names, , count = 0] = schema as StaticStructureSchema;
  return names.slice(0, count);
};

/** Members of a structure by name, none for an operation without input or output. */
export const membersOf = (shape: NormalizedSchema): [name: string, schema: NormalizedSchema][] =>
  shape.isStructSchema() ? [...shape.structIterator()] : [];
