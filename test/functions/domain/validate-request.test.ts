import { describe, expect, it } from '@jest/globals';
import { InvalidRequestError } from '../../../functions/domain/errors/request.ts';
import { validateRequest } from '../../../functions/domain/validate-request.ts';
import { autodiag } from '../../../statemachines/autodiag/runbook.ts';

const problemsOf = (input: unknown): Record<string, string> => {
  try {
    validateRequest(autodiag, input);
  } catch (error) {
    if (!(error instanceof InvalidRequestError)) throw error;
    return Object.fromEntries(error.problems.map(({ field, expected }) => [field, expected]));
  }
  return {};
};

const connectivity = { mode: 'CONNECTIVITY', cluster: 'prod', endpoint: 'api.example.com', port: 443 };

describe('validateRequest', () => {
  it('fills the defaults in and takes digits for numbers', () => {
    expect(validateRequest(autodiag, { ...connectivity, port: '443', trigger: { by: 'ops', from: 'cli' } })).toEqual({
      request: { ...connectivity, timeoutSeconds: 300, probeTimeoutSeconds: 5 },
      trigger: { by: 'ops', from: 'cli' },
    });
  });

  it.each([[null], ['text'], [[]], [5], [true]])('refuses %j for a request and shows what one looks like', (input) => {
    expect(problemsOf(input)['request']).toMatch(/a JSON object such as \{"mode":"GENERAL"/);
  });

  it('names every missing field of an empty request', () => {
    expect(problemsOf({})).toEqual({
      mode: 'required: one of GENERAL, TASK, HEALTHCHECK, CONNECTIVITY, MYSQL_CONNECTION',
      cluster: 'required: text of 1 to 2048 characters',
    });
  });

  it('names all bad fields at once, with the closest known one', () => {
    expect(problemsOf({ ...connectivity, port: 0, endpont: 'x', matcher: '2xx', timeoutSeconds: 5 })).toEqual({
      port: 'a whole number from 1 to 65535',
      endpont: 'not a field of this request; did you mean endpoint?',
      matcher: 'does not belong to mode CONNECTIVITY; leave it out or change the mode',
      timeoutSeconds: 'a whole number from 30 to 3600',
    });
  });

  it('names every unknown field, inside objects and the trigger too', () => {
    const mysql = { secretArn: 'arn:aws:ssm:us-east-1:111122223333:parameter/db', hots: 'db', nope: 1 };
    const request = {
      mode: 'MYSQL_CONNECTION',
      cluster: 'prod',
      mysql,
      foo: 1,
      bar: 2,
      trigger: { form: 'x', zzzz: 1 },
    };
    expect(problemsOf(request)).toEqual({
      'mysql.hots': 'not a field of this request; did you mean host?',
      'mysql.nope': 'not a field of this request',
      foo: 'not a field of this request',
      bar: 'not a field of this request',
      'trigger.form': 'not a field of this request; did you mean from?',
      'trigger.zzzz': 'not a field of this request',
    });
  });

  it.each([[0], [70_000], ['http'], [1.5], [true], [null]])('refuses port %j', (port) => {
    expect(problemsOf({ ...connectivity, port })).toEqual({ port: 'a whole number from 1 to 65535' });
  });

  it.each([
    ['a b'],
    ['x;rm -rf /'],
    ['$(id)'],
    ['`id`'],
    ['müller.example.com'],
    ['user:password@host'],
    ['a'.repeat(5_000)],
    [''],
  ])('refuses endpoint %j', (endpoint) => {
    expect(Object.keys(problemsOf({ ...connectivity, endpoint }))).toEqual(['endpoint']);
  });

  it.each([
    ['[::1]'],
    ['ex.example.com/health?x=1'],
    ['a.example.com,b.example.com'],
    ['xn--mller-kva.example.com'],
    ['10.0.5.10/health?a=1&b=2'],
  ])('takes endpoint %s', (endpoint) => {
    expect(problemsOf({ ...connectivity, endpoint })).toEqual({});
  });

  it('refuses fields of two modes mixed', () => {
    expect(problemsOf({ ...connectivity, taskId: 'x', mysql: {} })).toMatchObject({
      taskId: 'does not belong to mode CONNECTIVITY; leave it out or change the mode',
      mysql: 'does not belong to mode CONNECTIVITY; leave it out or change the mode',
    });
  });

  it('refuses passwords with the remedy and without repeating them', () => {
    const mysql = { password: 'hunter2', secretArn: 'hunter2' };
    const input = { mode: 'MYSQL_CONNECTION', cluster: 'prod', password: 'hunter2', mysql };
    expect(problemsOf(input)).toMatchObject({
      password: expect.stringContaining('give mysql.secretArn'),
      'mysql.password': expect.stringContaining('give mysql.secretArn'),
    });
    expect(() => validateRequest(autodiag, input)).not.toThrow(/hunter2/);
  });

  it('says of lists and objects what goes into them', () => {
    expect(problemsOf({ mode: 'GENERAL', cluster: 'prod', network: { subnets: 'subnet-1' } })).toMatchObject({
      'network.subnets': 'a list of 1 to 16 subnet ids such as ["subnet-1"]',
    });
    expect(problemsOf({ mode: 'GENERAL', cluster: 'prod', network: 'subnet-1' })).toMatchObject({
      network: 'an object with subnets, and optionally securityGroups and assignPublicIp',
    });
  });

  it('leads from a field that stands in the wrong place to where it belongs', () => {
    expect(problemsOf({ mode: 'GENERAL', cluster: 'prod', subnets: ['subnet-1'] })).toMatchObject({
      subnets: 'not a field of this request; did you mean network.subnets?',
    });
  });

  it.each([
    [{ mode: 'TASK', taskId: '../../etc/passwd' }, 'containerInstance'],
    [{ mode: 'TASK', taskId: '.*' }, 'containerInstance'],
    [{ mode: 'TASK', taskId: '0'.repeat(32), launchType: 'FARGATE' }, 'launchType'],
    [{ mode: 'GENERAL', launchType: 'FARGATE' }, 'network'],
    [{ mode: 'GENERAL', launchType: 'FARGATE', containerInstance: 'i', service: 's' }, 'launchType'],
    [{ mode: 'GENERAL', service: 's', network: { subnets: ['subnet-1'] } }, 'network'],
    [{ mode: 'GENERAL', launchType: 'EXTERNAL', network: { subnets: ['subnet-1'] } }, 'network'],
    [{ mode: 'GENERAL', network: { subnets: [] } }, 'network.subnets'],
    [{ mode: 'HEALTHCHECK', endpoint: 'a', port: 1, protocol: 'ftp' }, 'protocol'],
    [{ mode: 'HEALTHCHECK', endpoint: 'a', port: 1, protocol: 'http', matcher: '2xx' }, 'matcher'],
    [{ mode: 'UNKNOWN' }, 'mode'],
    [{ mode: 'GENERAL', trigger: { who: 'me' } }, 'trigger.who'],
  ])('refuses %j for %s', (input, field) => {
    expect(Object.keys(problemsOf({ cluster: 'prod', ...input }))).toContain(field);
  });
});
