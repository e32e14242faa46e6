import { randomUUID } from 'node:crypto';
import { LostAnswer } from '../faults.ts';
import { AwsError, type Call, type PublicFile, type Service } from '../service.ts';
import type { World } from '../world.ts';
import { unchunked } from './aws-chunked.ts';
import { type Caller, callerOf, linkCallerOf } from './caller.ts';
import { modelOf, queryErrorOf, type ServiceModel } from './model.ts';
import { type Problem, validationError } from './problems.ts';
import { unboundError } from './unbound-error.ts';
import { type Answer, type Received, type WireError, type WireProtocol, wireProtocolOf } from './wire.ts';

/** A service with what its client knows about its wire format. */
interface Served {
  model: ServiceModel;
  wire: WireProtocol;
}

/** An operation's function once its types are those of the wire. */
type OperationFunction = (input: Record<string, unknown>, call: Call) => Promise<Record<string, unknown> | undefined>;

/** Answers AWS requests: finds service and operation, reads the input, calls, writes the output or the error. */
export const dispatcher = (world: World, services: Service[]) => {
  const names = services.map(({ name }) => name).sort();
  const open = opener(services);

  const answer = async (received: Received, signal: AbortSignal): Promise<Answer> => {
    const id = randomUUID();
    const caller = callerOf(received) ?? linkCallerOf(received, world.region);
    const file = caller ? undefined : await publicFile(services, received);
    if (file) return { status: 200, headers: { 'content-type': file.contentType }, body: file.body };
    const served = caller && open(caller.service);
    if (!served) return withId(unboundError(received, caller?.service, names, id), id);
    try {
      const call: Call = { region: caller.region, accessKeyId: caller.accessKeyId, signal };
      return withId(await execute(world, served, { received, caller, call, id }), id);
    } catch (error) {
      if (error instanceof LostAnswer) throw error;
      // Nobody reads the answer to a caller that is gone, and what the operation throws then is no defect.
      const known = signal.aborted ? new AwsError('RequestAbortedException', 'the caller hung up') : error;
      return withId(served.wire.writeError(wireError(served.model, known), id), id);
    }
  };
  return {
    answer,
    services: names,
    /** Names of a service's operations; undefined for a service that is not here. */
    operationsOf: (service: string): string[] | undefined => open(service)?.model.operations.keys().toArray(),
  };
};

/** Reads a service's schemas at its first request, so that starting the sandbox does not wait for all of them. */
const opener = (services: Service[]): ((name: string) => Served | undefined) => {
  const byName = new Map(services.map((service) => [service.name, service]));
  const opened = new Map<string, Served>();
  return (name) => {
    const service = byName.get(name);
    const known = opened.get(name);
    if (known || !service) return known;
    const model = modelOf(service);
    const served = { model, wire: wireProtocolOf(model) };
    opened.set(name, served);
    return served;
  };
};

const publicFile = async (services: Service[], { method, path }: Received): Promise<PublicFile | undefined> => {
  if (method !== 'GET') return undefined;
  const files = await Promise.all(services.map((service) => service.publicFile?.(path)));
  return files.find((file) => file !== undefined);
};

/** A request that is to be answered. */
interface Asked {
  received: Received;
  caller: Caller;
  call: Call;
  id: string;
}

const execute = async (
  world: World,
  { model, wire }: Served,
  { received, caller, call, id }: Asked,
): Promise<Answer> => {
  const name = wire.operationOf(received) ?? '';
  const operation = model.operations.get(name);
  const run = model.service.operations[name] as OperationFunction | undefined;
  if (!operation || !run) throw notServed(model, wire, name);
  const met = { ...caller, service: model.service.name, operation: name };
  // Around whileBusy: a scripted delay passes on the clock, which busy work would hold still.
  return world.faults.meet(met, () =>
    world.clock.whileBusy(async () => {
      const problems: Problem[] = [];
      const input = wire.read(operation, unchunked(received), problems);
      if (problems.length > 0) throw validationError(model, name, problems);
      return wire.write(operation, (await run(input, call)) ?? {}, id);
    }),
  );
};

const withId = (answer: Answer, id: string): Answer => ({
  ...answer,
  headers: { ...answer.headers, 'x-amzn-requestid': id, 'x-amz-request-id': id },
});

const notServed = (
  { service, operations, ...model }: ServiceModel,
  wire: WireProtocol,
  operation: string,
): AwsError => {
  if (operation === '' && model.isQueryCompatible) {
    return new AwsError(
      'UnsupportedOperation',
      `${service.name} speaks AWS JSON here: use an SDK or an AWS CLI of 2024 or newer`,
    );
  }
  const served = `the sandbox serves: ${Object.keys(service.operations).sort().join(', ')}`;
  if (operations.has(operation)) {
    return new AwsError('NotImplemented', `${service.name}:${operation} is not served by the sandbox; ${served}`, 501);
  }
  const { code, status } = wire.unknownOperation;
  return new AwsError(code, `${service.name} has no operation '${operation}'; ${served}`, status);
};

/** What the client's schemas know of an error decides its wire code and status; anything unexpected is a 500. */
const wireError = (model: ServiceModel, error: unknown): WireError => {
  if (!(error instanceof AwsError)) {
    console.error(`sandbox: ${model.service.name} failed unexpectedly:`, error);
    return {
      code: 'InternalFailure',
      message: 'the sandbox failed; its own output says why',
      status: 500,
      members: {},
    };
  }
  const { message, members } = error;
  const traits = model.errorShape(error.code)?.traits ?? {};
  // On AWS JSON every client error is a 400, whatever the shape says for other protocols.
  const isJsonRpc = model.protocol.startsWith('awsJson');
  const queryError = isJsonRpc ? undefined : queryErrorOf(traits);
  const byShape = traits.error === 'server' ? 500 : 400;
  const status = queryError?.[1] ?? (isJsonRpc ? byShape : (traits.httpError ?? byShape));
  return {
    code: queryError?.[0] ?? error.code,
    message,
    members,
    status: error.status === 400 ? Number(status) : error.status,
  };
};
