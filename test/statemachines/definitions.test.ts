import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import validateAsl from 'asl-validator';
import { runbooks } from '../../statemachines/index.ts';
import { type Definition, definitionProblems } from '../support/definition-rules.ts';

const root = join(import.meta.dirname, '..', '..');
const files = globSync('statemachines/*/definition.asl.json', { cwd: root });

const read = (file: string): Definition => JSON.parse(readFileSync(join(root, file), 'utf8'));

const kebab = (name: string): string => name.replace(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();

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
    for (const [state, { Type }] of Object.entries(read(file).States)) {
      if (Type !== 'Task') continue;
      const [source = ''] = globSync(`functions/{steps/*,triggers}/${kebab(state)}.ts`, { cwd: root });
      const name = `${state[0]?.toLowerCase()}${state.slice(1)}`;
      expect(readFileSync(join(root, source), 'utf8')).toContain(`export const ${name} =`);
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
