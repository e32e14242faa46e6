import { ownTransientErrors, transientErrors, transientStartErrors } from './transient-errors.ts';

/** Definitions as the linter sees them. */
export interface StateNode {
  Type: string;
  [member: string]: unknown;
}

export interface Definition {
  StartAt: string;
  TimeoutSeconds?: number;
  States: Record<string, StateNode>;
}

/** Seconds and factor between attempts; jitter keeps runs that were throttled together from coming back together. */
export const retryPace = {
  IntervalSeconds: 2,
  MaxAttempts: 6,
  BackoffRate: 2,
  MaxDelaySeconds: 30,
  JitterStrategy: 'FULL',
};

const integrations = ['arn:aws:states:::lambda:invoke', 'arn:aws:states:::states:startExecution.sync:2'];

type Check = (name: string, state: StateNode, definition: Definition) => string[];

const named = (name: string, pattern: RegExp, rule: string): string[] =>
  pattern.test(name) ? [] : [`${name}: ${rule}`];

const catches = ({ Catch }: StateNode): { ErrorEquals: string[]; ResultPath?: string; Next: string }[] =>
  (Catch as never) ?? [];

const invokesItsFunction: Check = (name, { Resource, Parameters }) => {
  if (!integrations.includes(`${Resource}`)) return [`${name}: Resource is not lambda:invoke or startExecution.sync:2`];
  if (Resource !== integrations[0]) return [];
  const called = (Parameters as { FunctionName?: string } | undefined)?.FunctionName;
  return called === `\${${name}LambdaFunction.Arn}` ? [] : [`${name}: does not invoke the function of its own name`];
};

const retriesTransientErrors: Check = (name, { Resource, Retry }) => {
  const [retrier, ...others] = (Retry as Record<string, unknown>[] | undefined) ?? [];
  const { ErrorEquals = [], ...pace } = (retrier ?? {}) as { ErrorEquals?: string[] };
  const expected = [
    ...(Resource === integrations[0] ? transientErrors : transientStartErrors),
    ...(ownTransientErrors[name] ?? []),
  ];
  return [
    ...expected.filter((error) => !ErrorEquals.includes(error)).map((error) => `${name}: does not retry ${error}`),
    ...ErrorEquals.filter((error) => !expected.includes(error)).map((error) => `${name}: retries ${error}`),
    ...(others.length > 0 ? [`${name}: has more than one Retry`] : []),
    ...(JSON.stringify(pace) === JSON.stringify(retryPace) ? [] : [`${name}: retries at a pace of its own`]),
  ];
};

const catchesEverything: Check = (name, state, { StartAt }) => {
  const [catcher, ...others] = catches(state);
  if (!catcher || others.length > 0 || catcher.ErrorEquals.join() !== 'States.ALL') {
    return [`${name}: needs one Catch of States.ALL`];
  }
  const path = name === StartAt ? '$' : name === 'NotifyFailure' ? '$.failed' : `$.failure.${name}`;
  return catcher.ResultPath === path ? [] : [`${name}: Catch keeps the error at ${catcher.ResultPath}, not ${path}`];
};

const addsOneKey: Check = (name, { ResultPath, Comment }, { StartAt }) => [
  ...(name !== StartAt && !/^\$\.\w+$/.test(`${ResultPath}`) ? [`${name}: ResultPath is not one key`] : []),
  ...(Comment ? [] : [`${name}: has no Comment`]),
];

const taskChecks: Check[] = [
  (name) => named(name, /^[A-Z][a-z]+([A-Z][a-z]+)+$/, 'a Task is VerbNoun'),
  invokesItsFunction,
  retriesTransientErrors,
  catchesEverything,
  addsOneKey,
  (name, { TimeoutSeconds }) => (TimeoutSeconds ? [] : [`${name}: has no TimeoutSeconds`]),
];

const stateChecks: Record<string, Check[]> = {
  Task: taskChecks,
  Choice: [
    (name) => named(name, /^Is[A-Z]/, 'a Choice is Is…'),
    (name, { Default }) => (Default ? [] : [`${name}: has no Default`]),
  ],
  Wait: [(name) => named(name, /^WaitFor[A-Z]/, 'a Wait is WaitFor…')],
};

/** Values that look like paths but lack the `.$` suffix, which asl-validator lets through. */
const unmarkedPaths = (name: string, value: unknown, key = ''): string[] => {
  if (typeof value === 'string') {
    return value.startsWith('$.') && !key.endsWith('.$') ? [`${name}: ${key} is a path but has no .$`] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([member, inner]) => unmarkedPaths(name, inner, member));
};

const endsWell = ({ StartAt, TimeoutSeconds, States }: Definition): string[] => [
  ...(StartAt === 'ValidateRequest' ? [] : ['the machine does not start at ValidateRequest']),
  ...(TimeoutSeconds ? [] : ['the machine has no TimeoutSeconds']),
  ...Object.entries(States)
    .filter(
      ([name, { End, Type }]) => (End && name !== 'NotifyResult') || (Type === 'Fail' && name !== 'RunbookFailed'),
    )
    .map(([name]) => `${name}: only NotifyResult and RunbookFailed end a machine`),
  ...(States['RunbookFailed']?.['ErrorPath'] ? [] : ['RunbookFailed: has no ErrorPath']),
];

const targets = (state: StateNode): string[] => [
  ...[state['Next'], state['Default']].filter((next) => typeof next === 'string'),
  ...((state['Choices'] as { Next: string }[] | undefined) ?? []).map(({ Next }) => Next),
  ...catches(state).map(({ Next }) => Next),
];

/** A Wait is part of a loop; a loop has a Choice that compares a count with a number. */
const countsItsLoops = ({ States }: Definition): string[] =>
  Object.entries(States)
    .filter(([, { Type }]) => Type === 'Wait')
    .filter(([wait]) => !loopOf(States, wait).some((name) => comparesCount(States[name])))
    .map(([wait]) => `${wait}: its loop has no limit`);

const comparesCount = (state: StateNode | undefined): boolean =>
  ((state?.['Choices'] as Record<string, unknown>[] | undefined) ?? []).some(
    (rule) => typeof rule['NumericGreaterThanEquals'] === 'number',
  );

const reachable = (states: Record<string, StateNode>, start: string): Set<string> => {
  const reached = new Set<string>();
  const visit = (name: string): void => {
    for (const next of targets(states[name] ?? { Type: '' })) {
      if (reached.has(next)) continue;
      reached.add(next);
      visit(next);
    }
  };
  visit(start);
  return reached;
};

/** The states on a way from the given one back to itself. */
const loopOf = (states: Record<string, StateNode>, start: string): string[] =>
  [...reachable(states, start)].filter((name) => reachable(states, name).has(start));

/** What a definition does against CONTRIBUTING's rules, beyond what asl-validator sees. */
export const definitionProblems = (definition: Definition): string[] => [
  ...endsWell(definition),
  ...countsItsLoops(definition),
  ...Object.entries(definition.States).flatMap(([name, state]) => [
    ...(stateChecks[state.Type] ?? []).flatMap((check) => check(name, state, definition)),
    ...['Parameters', 'ResultSelector'].flatMap((member) => unmarkedPaths(name, state[member])),
  ]),
];
