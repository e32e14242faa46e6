import { AwsError } from '../service.ts';
import { membersOf, type Operation, requiredMembersOf, type ServiceModel } from './model.ts';
import type { Received } from './wire.ts';

/** A request matched to an operation of a REST service. */
export interface Match {
  operation: Operation;
  /** Path labels by member name, decoded. */
  labels: Record<string, string>;
  /** Query parameters that are part of the operation's address. */
  literals: Set<string>;
}

interface Route {
  operation: Operation;
  method: string;
  path: RegExp;
  /** Query parameters that must be there as given; an empty value matches any. */
  literals: Map<string, string>;
  /** Headers (lower case) and query parameters that the operation cannot do without. */
  needs: { headers: string[]; queries: string[] };
}

const labelPattern = /\{(\w+)(\+?)\}/g;

const escapePattern = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** @throws AwsError InvalidURI where the percent-encoding is broken */
const decodeLabel = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AwsError('InvalidURI', "Couldn't parse the specified URI.");
  }
};

/** S3's client puts the bucket into the host name and leaves it out of the patterns; here it comes first in the path. */
const pathStyle = ({ service }: ServiceModel, { input }: Operation, pattern: string): string => {
  const hasBucket = membersOf(input).some(([name, member]) => name === 'Bucket' && member.getMergedTraits().httpLabel);
  return service.name === 's3' && hasBucket && !pattern.includes('{Bucket}') ? `/{Bucket}${pattern}` : pattern;
};

const routeOf = (model: ServiceModel, operation: Operation): Route | undefined => {
  if (!operation.http) return undefined;
  const [method, uri] = operation.http;
  const [path = '/', query = ''] = pathStyle(model, operation, uri).split('?');
  const source = path
    .replace(/\/$/, '')
    .split(labelPattern)
    // split() yields text, label, '+' or '', text, …
    .map((part, index) =>
      index % 3 === 0 ? escapePattern(part) : index % 3 === 1 ? `(?<${part}>` : part ? '.+)' : '[^/]+)',
    )
    .join('');
  const literals = new Map(new URLSearchParams(query));
  // x-id only tells the SDK's own requests apart; the CLI and presigned links leave it out.
  literals.delete('x-id');
  const members = new Map(membersOf(operation.input));
  const traits = requiredMembersOf(operation.input).map((name) => members.get(name)?.getMergedTraits() ?? {});
  return {
    operation,
    method,
    path: new RegExp(`^${source}/?$`, 's'),
    literals,
    needs: {
      headers: traits.flatMap(({ httpHeader }) => (httpHeader ? [httpHeader.toLowerCase()] : [])),
      queries: traits.flatMap(({ httpQuery }) => (httpQuery ? [httpQuery] : [])),
    },
  };
};

const isAddressed = ({ method, path, literals }: Route, received: Received): boolean =>
  method === received.method &&
  path.test(received.path) &&
  [...literals].every(([name, value]) =>
    value === '' ? received.query.has(name) : received.query.get(name) === value,
  );

const isComplete = ({ needs }: Route, { headers, query }: Received): boolean =>
  needs.headers.every((name) => name in headers) && needs.queries.every((name) => query.has(name));

/** How much a route says about its requests: CopyObject says more than PutObject. */
const weight = ({ literals, needs, path }: Route): number =>
  (literals.size + needs.headers.length + needs.queries.length) * 100 + path.source.split('/').length;

/** Finds the operation of a REST request from the http traits in the client's schemas. */
export const router = (model: ServiceModel): ((received: Received) => Match | undefined) => {
  const routes = [...model.operations.values()]
    .flatMap((operation) => routeOf(model, operation) ?? [])
    .sort((a, b) => weight(b) - weight(a));

  return (received) => {
    const addressed = routes.filter((route) => isAddressed(route, received));
    // With a required parameter missing from all, the first is taken, so that its error names what is missing.
    const route = addressed.find((each) => isComplete(each, received)) ?? addressed[0];
    if (!route) return undefined;
    const labels = route.path.exec(received.path)?.groups ?? {};
    return {
      operation: route.operation,
      labels: Object.fromEntries(Object.entries(labels).map(([name, text]) => [name, decodeLabel(text)])),
      literals: new Set(route.literals.keys()),
    };
  };
};
