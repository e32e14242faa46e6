// biome-ignore-all lint/suspicious/noTemplateCurlyInString: specs hold variables in this form
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { changed, networkSpec, seedText } from '../functions/domain/service/support/documents.ts';
import { endOf, runCommand, startCommand } from './support/command.ts';

let folder: string;
const file = (name: string) => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'runbook-validate-'));
  writeFileSync(file('seed.json'), seedText);
  writeFileSync(file('warned.json'), JSON.stringify(changed(networkSpec(), ['aws', 'rgion'], 'x')));
  writeFileSync(file('broken.json'), '{"version": ');
  writeFileSync(file('variables.json'), JSON.stringify(withVariables()));
});

afterAll(() => rmSync(folder, { recursive: true }));

/** A spec that is named by a variable, with a shell's own in a command. */
const withVariables = () => {
  const command = ['sh', '-c', 'echo $${HOME}'];
  const containerPath = ['aws', 'ecs', 'taskDefinition', 'containerDefinitions', 0, 'command'];
  return changed(changed(networkSpec(), containerPath, command), ['aws', 'ecs', 'service', 'name'], 'web-${COLOR}');
};

const validate = (name: string, ...words: string[]) => runCommand(['validate', file(name), ...words]);

describe('runbook validate', () => {
  it('prints the spec as an environment sees it, which is a valid spec itself', async () => {
    const { code, stdout, stderr } = await validate('seed.json', '--environment', 'staging');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ version: '2.0', aws: { ecs: { taskDefinition: { memory: '1024' } } } });
    writeFileSync(file('resolved.json'), stdout);
    expect(await validate('resolved.json', '--environment', 'staging')).toEqual({ code, stdout, stderr });
  });

  it('prints every problem with its path, and ends with 1', async () => {
    const { code, stdout } = await validate('seed.json', '--environment', 'production');
    expect(code).toBe(1);
    expect(stdout.trimEnd().split('\n')).toHaveLength(31);
    expect(stdout).toContain('FAIL  $.aws.ecs.service.cluster: no value for production; it has: prestaging, staging\n');
    expect(stdout).toMatch(/\n30 failed, 0 warnings\n$/);
  });

  it('keeps warnings out of the spec that it prints', async () => {
    const { code, stdout, stderr } = await validate('warned.json', '--environment', 'any');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toHaveProperty('aws.region', 'eu-west-1');
    expect(stderr).toBe(
      'WARN  $.aws.rgion: not a field of the spec, so it is not read; did you mean region?\n0 failed, 1 warning\n',
    );
  });

  it('ends with 1 for a warning with --strict', async () => {
    const { code, stdout } = await validate('warned.json', '--environment', 'any', '--strict');
    expect(code).toBe(1);
    expect(stdout).toContain('WARN  $.aws.rgion');
  });

  it('takes contexts', async () => {
    const { code, stdout } = await validate(
      'seed.json',
      '--environment',
      'staging',
      '--context',
      'blue',
      '--context',
      'name',
    );
    expect(code).toBe(1);
    expect(stdout).toContain('FAIL  $: name is a field of the spec and cannot be an environment or a context');
  });

  it('says what is no JSON', async () => {
    expect(await validate('broken.json', '--environment', 'staging')).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^FAIL {2}\$: not JSON/),
    });
  });

  it.each([
    [
      'a file that is not there',
      ['validate', '/nowhere/spec.json', '--environment', 'x'],
      'the spec file /nowhere/spec.json',
    ],
    ['no environment', ['validate', 'spec.json'], "required option '--environment <environment>' not specified"],
    ['no file', ['validate', '--environment', 'x'], "missing required argument 'file'"],
    ['an empty context', ['validate', 'spec.json', '--environment', 'x', '--context', ''], 'needs a name'],
  ])('ends with 2 for %s', async (_, words, message) => {
    const { code, stdout, stderr } = await runCommand(words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});

describe('runbook validate --json', () => {
  it('prints the spec in one document', async () => {
    const { code, stdout, stderr } = await validate('seed.json', '--environment', 'prestaging', '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      file: file('seed.json'),
      environment: 'prestaging',
      contexts: [],
      version: '2.0',
      isValid: true,
      problems: [],
      spec: { version: '2.0', aws: { region: 'us-east-1' } },
    });
  });

  it('prints the problems in one document', async () => {
    const { code, stdout } = await validate('broken.json', '--environment', 'prestaging', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      version: null,
      isValid: false,
      problems: [{ path: '$', severity: 'FAIL', message: expect.stringContaining('not JSON') }],
    });
    expect(JSON.parse(stdout)).not.toHaveProperty('spec');
  });
});

describe('the example that the help names', () => {
  it.each(['staging', 'production'])('is valid for %s without a warning', async (environment) => {
    const command = startCommand([
      'validate',
      'docs/service-spec.example.json',
      '--environment',
      environment,
      '--strict',
    ]);
    expect(await endOf(command)).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('runbook validate of a spec with variables', () => {
  it('names those without a value instead of the pattern that they do not fit', async () => {
    const { code, stdout } = await validate('variables.json', '--environment', 'any');
    expect(code).toBe(1);
    expect(stdout).toBe(
      'FAIL  $.aws.ecs.service.name: no value for ${COLOR}: give variables.COLOR, or write $${COLOR} where that text is meant\n' +
        '1 failed, 0 warnings\n',
    );
  });

  it('fills them, and prints what can be validated again', async () => {
    const words = ['--environment', 'any', '--variable', 'COLOR=blue'];
    const { code, stdout } = await validate('variables.json', ...words);
    expect(code).toBe(0);
    const { service, taskDefinition } = JSON.parse(stdout).aws.ecs;
    expect(service.name).toBe('web-blue');
    expect(taskDefinition.containerDefinitions[0].command).toEqual(['sh', '-c', 'echo $${HOME}']);
  });

  it('refuses a variable without a name', async () => {
    const { code, stderr } = await validate('variables.json', '--environment', 'any', '--variable', 'blue');
    expect(code).toBe(2);
    expect(stderr).toContain('--variable takes NAME=value');
  });
});
