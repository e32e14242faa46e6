import { describe, expect, it } from '@jest/globals';
import { chooseProxy, readVariables, type Variables } from '../../../../layers/sentry/src/proxy.ts';

const endpoint = { host: 'ecs.eu-central-1.amazonaws.com', port: 443 };
const choose = (variables: Variables, agent: Variables = {}) => chooseProxy(endpoint, variables, agent);

describe('chooseProxy', () => {
  it.each<[string, Variables, Variables, string | undefined]>([
    ['none by default', {}, {}, undefined],
    ['HTTPS_PROXY', { HTTPS_PROXY: 'http://one:1' }, {}, 'one:1'],
    ['https_proxy', { https_proxy: 'http://one:1/' }, {}, 'one:1'],
    ['capitals first', { HTTPS_PROXY: 'one:1', https_proxy: 'two:2' }, {}, 'one:1'],
    ['HTTP_PROXY as the agent does', { HTTP_PROXY: 'one:1' }, {}, 'one:1'],
    ['HTTPS_PROXY before HTTP_PROXY', { HTTP_PROXY: 'one:1', https_proxy: 'two:2' }, {}, 'two:2'],
    ['the agent’s own', {}, { HTTP_PROXY: '10.0.0.131:3128' }, '10.0.0.131:3128'],
    ['the environment before the agent’s', { HTTP_PROXY: 'one:1' }, { HTTPS_PROXY: 'two:2' }, 'one:1'],
    ['port 80 where none is given', { HTTPS_PROXY: 'http://one' }, {}, 'one:80'],
    ['none where it is empty', { HTTPS_PROXY: ' ' }, {}, undefined],
    ['none where the agent’s NO_PROXY excepts', {}, { HTTP_PROXY: 'one:1', NO_PROXY: 'amazonaws.com' }, undefined],
    [
      'the environment’s NO_PROXY first',
      { NO_PROXY: 'x.example.com' },
      { HTTP_PROXY: 'one:1', NO_PROXY: '*' },
      'one:1',
    ],
  ])('takes %s', (_, variables, agent, expected) => {
    const { proxy, problem } = choose(variables, agent);
    expect(problem).toBeUndefined();
    expect(proxy === null ? undefined : `${proxy.host}:${proxy.port}`).toBe(expected);
  });

  it.each([
    ['*', true],
    ['amazonaws.com', true],
    ['.amazonaws.com', true],
    ['*.amazonaws.com', true],
    ['169.254.169.254, ECS.eu-central-1.amazonaws.com', true],
    ['.ecs.eu-central-1.amazonaws.com', false],
    ['ecs.eu-central-1.amazonaws.com:443', true],
    ['ecs.eu-central-1.amazonaws.com:8443', false],
    ['zonaws.com', false],
    ['169.254.169.254,169.254.170.2,/var/run/docker.sock', false],
    ['10.0.0.0/8', false],
    [' , ', false],
  ])('with NO_PROXY %s excepts the endpoint: %s', (noProxy, isExcepted) => {
    const { proxy } = choose({ HTTPS_PROXY: 'one:1', NO_PROXY: noProxy });
    expect(proxy === null).toBe(isExcepted);
  });

  it.each([
    ['10.1.2.3', '10.0.0.0/8', true],
    ['11.1.2.3', '10.0.0.0/8', false],
    ['10.1.2.3', '10.1.2.3', true],
    ['fd00::7', 'fd00::/8', true],
    ['fd00::7', '10.0.0.0/8', false],
    ['10.1.2.3', '10.0.0.0/99', false],
    ['127.0.0.1', '', true],
    ['localhost', '', true],
    ['::1', '', true],
  ])('for %s with NO_PROXY "%s": %s', (host, noProxy, isExcepted) => {
    const { proxy } = chooseProxy({ host, port: 443 }, { HTTPS_PROXY: 'one:1', NO_PROXY: noProxy }, {});
    expect(proxy === null).toBe(isExcepted);
  });

  it('keeps user and password for the proxy', () => {
    const { proxy } = choose({ HTTPS_PROXY: 'http://user:p%40ss:word@one:3128' });
    expect(proxy).toEqual({ host: 'one', port: 3128, authorization: `Basic ${btoa('user:p@ss:word')}` });
  });

  it.each([
    'https://one:1',
    'socks5://one:1',
    'socks5://user:secret@one:1',
    'http://user:secret@one:99999',
    'http://one:1/path',
  ])('refuses %s and repeats no password', (text) => {
    const { proxy, problem } = choose({ https_proxy: text });
    expect(proxy).toBeNull();
    expect(problem).toEqual({ name: 'https_proxy', detail: expect.stringMatching('^must be http://') });
    expect(problem?.detail).not.toContain('secret');
  });
});

describe('readVariables', () => {
  it('reads the agent’s configuration, whose other lines are passed over', () => {
    const text = '# proxy\nECS_CLUSTER=prod\nHTTP_PROXY="10.0.0.131:3128"\n export NO_PROXY=a,b=c\nnonsense\n\n';
    expect(readVariables(text)).toEqual({ ECS_CLUSTER: 'prod', HTTP_PROXY: '10.0.0.131:3128', NO_PROXY: 'a,b=c' });
  });
});
