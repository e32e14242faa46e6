import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import validateAsl from 'asl-validator';
import { runbooks } from '../../statemachines/index.ts';
import { type Definition, definitionProblems } from '../support/definition-rules.ts';
import { longestSeconds, mostEvents } from '../support/machine-limits.ts';

const root = join(import.meta.dirname, '..', '..');
const files = globSync('statemachines/*/definition.asl.json', { cwd: root });

const read = (file: string): Definition => JSON.parse(readFileSync(join(root, file), 'utf8'));

const kebab = (name: string): string => name.replace(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();

const pascal = (name: string): string => name.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());

describe('the state machines', () => {
  it.each(files)('%s is valid Amazon States Language', (file) => {
    const { isValid, errorsText } = validateAsl(read(file), {
      checkArn: false,
    });
    expect(isValid ? '' : errorsText('\n')).toBe('');
  });

  it.each(files)('%s keeps our rules', (file) => {
    expect(definitionProblems(read(file))).toEqual([]);
  });

  it.each(files)('%s belongs to a registered runbook with an operator page and examples', (file) => {
    const folder = dirname(file);
    expect(runbooks.map(({ name }) => name)).toContain(basename(folder));
    expect(existsSync(join(root, folder, 'README.md'))).toBe(true);
    expect(globSync(`${folder}/examples/*.json`, { cwd: root }).length).toBeGreaterThan(0);
  });

  it.each(files)('%s has one file per Task state, which exports the function of its name', (file) => {
    for (const [state, { Type, Resource }] of Object.entries(read(file).States)) {
      if (Type !== 'Task' || Resource !== 'arn:aws:states:::lambda:invoke') continue;
      const [source = ''] = globSync(`functions/{steps/*,triggers}/${kebab(state)}.ts`, { cwd: root });
      const name = `${state[0]?.toLowerCase()}${state.slice(1)}`;
      expect(readFileSync(join(root, source), 'utf8')).toContain(`export const ${name} =`);
    }
  });
});

/** Longest limit of a wait that a request may ask for, and the longest pause before it is noticed. */
const longestWait = 240 * 60 + 300;

describe('the limits of the state machines', () => {
  it.each(files)('%s stays below the 25,000 events of a history', (file) => {
    expect(mostEvents(read(file))).toBeLessThan(25_000);
  });

  it.each<[string, Record<string, number>]>([
    [
      'deploy-service',
      { WaitForServiceStable: longestWait, WaitForVerification: 10 * 60 + 300, WaitForUndoing: 15 * 60 + 10 },
    ],
    ['teardown-service', { WaitForServiceDrained: longestWait, WaitForServiceInactive: longestWait }],
    ['scale-service', { WaitForServiceStable: longestWait, WaitForUndoing: 15 * 60 + 10 }],
    ['replace-service', {}],
    ['autodiag', { WaitForDiagnosticTask: 3_600, WaitForDiagnosticLog: 60 }],
    [
      'agent-disconnect',
      { WaitForCheck: 20 * 30, WaitForLook: 60 + 900 + 21 * 300 + 20 * 30, WaitForRecovery: 72 * 3_600 + 300 },
    ],
  ])('%s ends all its waits, retries and undoing before its own time is over', (runbook, loops) => {
    const definition = read(`statemachines/${runbook}/definition.asl.json`);
    const waits = Object.keys(definition.States).filter((name) => definition.States[name]?.Type === 'Wait');
    expect(Object.keys(loops).toSorted()).toEqual(waits.toSorted());
    expect(longestSeconds(definition, loops)).toBeLessThan(definition.TimeoutSeconds ?? 0);
  });

  it('let replace-service wait for its runs as long as they may take', () => {
    const { States } = read('statemachines/replace-service/definition.asl.json');
    for (const runbook of ['deploy-service', 'teardown-service']) {
      const { TimeoutSeconds } = read(`statemachines/${runbook}/definition.asl.json`);
      const [state] = Object.values(States).filter(({ Parameters }) =>
        JSON.stringify(Parameters ?? {}).includes(`{${pascal(runbook)}StateMachine}`),
      );
      expect(Number(state?.['TimeoutSeconds'])).toBeGreaterThan(TimeoutSeconds ?? 0);
    }
  });
});

const good = read('statemachines/autodiag/definition.asl.json');
const changed = (change: (definition: Definition) => void): string[] => {
  const copy = structuredClone(good);
  change(copy);
  return definitionProblems(copy);
};
const task = (definition: Definition) => definition.States['StartDiagnosticTask'] as Record<string, unknown>;

describe('the rules for definitions', () => {
  it.each<[string, (definition: Definition) => void, string]>([
    ['no Catch', (d) => delete task(d)['Catch'], 'StartDiagnosticTask: needs one Catch of States.ALL'],
    [
      'a Retry of everything',
      (d) => {
        task(d)['Retry'] = [{ ErrorEquals: ['States.ALL'] }];
      },
      'StartDiagnosticTask: retries States.ALL',
    ],
    [
      'a transient error that is not retried',
      (d) => {
        (task(d)['Retry'] as { ErrorEquals: string[] }[])[0]?.ErrorEquals.pop();
      },
      'StartDiagnosticTask: does not retry TimeoutError',
    ],
    [
      'a second Retry',
      (d) => {
        task(d)['Retry'] = [...(task(d)['Retry'] as object[]), {}];
      },
      'StartDiagnosticTask: has more than one Retry',
    ],
    [
      'a pace of its own',
      (d) => {
        Object.assign((task(d)['Retry'] as object[])[0] as object, { MaxAttempts: 99 });
      },
      'StartDiagnosticTask: retries at a pace of its own',
    ],
    ['no time limit', (d) => delete task(d)['TimeoutSeconds'], 'StartDiagnosticTask: has no TimeoutSeconds'],
    [
      'a path without .$',
      (d) => {
        task(d)['ResultSelector'] = { taskArn: '$.Payload.taskArn' };
      },
      'StartDiagnosticTask: taskArn is a path but has no .$',
    ],
    [
      'a foreign function',
      (d) => {
        task(d)['Parameters'] = { FunctionName: 'other' };
      },
      'StartDiagnosticTask: does not invoke the function of its own name',
    ],
    [
      'a loop without a limit',
      (d) => {
        d.States['IsDiagnosticLogComplete'] = { Type: 'Choice', Choices: [], Default: 'WaitForDiagnosticLog' };
      },
      'WaitForDiagnosticLog: its loop has no limit',
    ],
    ['no limit for the whole', (d) => delete d.TimeoutSeconds, 'the machine has no TimeoutSeconds'],
  ])('refuse %s', (_name, change, problem) => {
    expect(changed(change)).toContain(problem);
  });
});
