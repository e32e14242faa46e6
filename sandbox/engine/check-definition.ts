import type { MachineDefinition, StateDefinition } from './definition.ts';
import { integrationOf, supportedResources } from './integrations/index.ts';
import { isObject, type Json, type JsonObject } from './json.ts';

/** What Step Functions can do and the sandbox cannot, by the member that asks for it. */
const unsupportedMembers: Record<string, string> = {
  Assign: 'variables',
  Arguments: 'JSONata',
  Output: 'JSONata',
  Items: 'JSONata',
  ItemReader: 'distributed Map',
  ItemBatcher: 'distributed Map',
  ResultWriter: 'distributed Map',
  Label: 'distributed Map',
  ToleratedFailureCount: 'tolerated failures',
  ToleratedFailurePercentage: 'tolerated failures',
  ToleratedFailureCountPath: 'tolerated failures',
  ToleratedFailurePercentagePath: 'tolerated failures',
  Credentials: 'other accounts’ roles',
};

/**
 * What is wrong with a state machine's definition, each with its place, or that the sandbox cannot run; empty when it
 * can be compiled.
 */
export const checkDefinition = async (text: string): Promise<string[]> => {
  let definition: unknown;
  try {
    definition = JSON.parse(text);
  } catch (error) {
    return [`INVALID_JSON_DESCRIPTION: ${(error as Error).message}`];
  }
  if (!isObject(definition)) return ['SCHEMA_VALIDATION_FAILED: a definition must be a JSON object'];
  const unsupported = [...unsupportedIn(definition, '')];
  // The validator would only repeat, less clearly, what is not supported.
  if (unsupported.length > 0) return unsupported.map((problem) => `SCHEMA_VALIDATION_FAILED: ${problem}`);
  const schema = await schemaProblems(definition);
  if (schema.length > 0) return schema;
  return [...stateProblems(definition as unknown as MachineDefinition, '')].map(
    (problem) => `SCHEMA_VALIDATION_FAILED: ${problem}`,
  );
};

const schemaProblems = async (definition: JsonObject): Promise<string[]> => {
  // Loaded and compiled only here, for it takes half a second: the packaged stack is checked once, when it is first deployed.
  const { default: validate } = await import('asl-validator');
  const { errors } = validate(structuredClone(definition)); // It writes into its argument.
  return errors.map((error) => `${error['Error code']}: ${error.Message}`);
};

function* unsupportedIn(definition: JsonObject, path: string): Generator<string> {
  if ((definition['QueryLanguage'] ?? 'JSONPath') !== 'JSONPath') {
    yield `the sandbox does not run JSONata at ${path}/QueryLanguage; write paths instead`;
  }
  const config = definition['ProcessorConfig'];
  if (isObject(config) && config['Mode'] === 'DISTRIBUTED') {
    yield `the sandbox does not run distributed Map at ${path}/ProcessorConfig; use INLINE`;
  }
  for (const [name, state] of Object.entries(isObject(definition['States']) ? definition['States'] : {})) {
    if (!isObject(state)) continue;
    const at = `${path}/States/${name}`;
    for (const member of Object.keys(state).filter((key) => Object.hasOwn(unsupportedMembers, key))) {
      yield `the sandbox does not support ${unsupportedMembers[member]} at ${at}/${member}`;
    }
    if ((state['QueryLanguage'] ?? 'JSONPath') !== 'JSONPath') {
      yield `the sandbox does not run JSONata at ${at}/QueryLanguage; write paths instead`;
    }
    for (const [nested, nestedPath] of nestedMachines(state, at)) yield* unsupportedIn(nested, nestedPath);
  }
}

const nestedMachines = (state: JsonObject, path: string): [JsonObject, string][] => {
  const branches = Array.isArray(state['Branches']) ? state['Branches'] : [];
  const candidates: [Json | undefined, string][] = [
    ...branches.map((branch, index): [Json, string] => [branch, `${path}/Branches[${index}]`]),
    [state['ItemProcessor'], `${path}/ItemProcessor`],
    [state['Iterator'], `${path}/Iterator`],
  ];
  return candidates.filter((candidate): candidate is [JsonObject, string] => isObject(candidate[0]));
};

function* stateProblems(machine: MachineDefinition, path: string): Generator<string> {
  for (const [name, state] of Object.entries(machine.States)) {
    const at = `${path}/States/${name}`;
    if (state.Type === 'Task') yield* taskProblems(state, at);
    yield* retryProblems(state, at);
    for (const [nested, nestedPath] of nestedMachines(state as unknown as JsonObject, at)) {
      yield* stateProblems(nested as unknown as MachineDefinition, nestedPath);
    }
  }
}

function* taskProblems(state: StateDefinition, at: string): Generator<string> {
  const integration = integrationOf(state.Resource ?? '');
  if (integration === undefined) {
    yield `the sandbox does not carry out the resource ${state.Resource} at ${at}/Resource; it knows ${supportedResources.join(', ')}`;
    return;
  }
  for (const problem of integration.check(state.Parameters)) yield `${problem} at ${at}/Parameters`;
  const { HeartbeatSeconds, TimeoutSeconds } = state;
  if (HeartbeatSeconds !== undefined && TimeoutSeconds !== undefined && HeartbeatSeconds >= TimeoutSeconds) {
    yield `HeartbeatSeconds must be smaller than TimeoutSeconds at ${at}/HeartbeatSeconds`;
  }
}

function* retryProblems({ Retry = [], Catch = [] }: StateDefinition, at: string): Generator<string> {
  for (const [field, entries] of Object.entries({ Retry, Catch })) {
    for (const [index, { ErrorEquals }] of entries.entries()) {
      if (!ErrorEquals.includes('States.ALL')) continue;
      if (ErrorEquals.length > 1 || index < entries.length - 1) {
        yield `States.ALL must stand alone and in the last entry at ${at}/${field}[${index}]/ErrorEquals`;
      }
    }
  }
  for (const [index, retrier] of Retry.entries()) {
    const { IntervalSeconds = 1, BackoffRate = 2, MaxAttempts = 3, MaxDelaySeconds, JitterStrategy } = retrier;
    const place = `${at}/Retry[${index}]`;
    if (!(Number.isInteger(IntervalSeconds) && IntervalSeconds >= 1)) {
      yield `IntervalSeconds must be a positive integer at ${place}`;
    }
    if (!(BackoffRate >= 1)) yield `BackoffRate must be at least 1.0 at ${place}`;
    if (!(Number.isInteger(MaxAttempts) && MaxAttempts >= 0)) yield `MaxAttempts must be 0 or more at ${place}`;
    if (MaxDelaySeconds !== undefined && !(MaxDelaySeconds > IntervalSeconds)) {
      yield `MaxDelaySeconds must be greater than IntervalSeconds at ${place}`;
    }
    if (JitterStrategy !== undefined && !['FULL', 'NONE'].includes(JitterStrategy)) {
      yield `JitterStrategy must be FULL or NONE at ${place}`;
    }
  }
}
