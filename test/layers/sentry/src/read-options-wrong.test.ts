import { describe, expect, it } from '@jest/globals';
import { optionBounds } from '../../../../layers/sentry/contract.ts';
import { readOptions } from '../../../../layers/sentry/src/read-options.ts';
import { type UsageError, usageText } from '../../../../layers/sentry/src/usage-error.ts';

type Variables = Record<string, string>;

const wrong = (words: string[], variables: Variables = {}): string[] => {
  try {
    readOptions(words, variables);
    return [];
  } catch (error) {
    return (error as UsageError).problems.map(({ name, detail }) => `${name} ${detail}`);
  }
};

/** The only thing that is wrong with one more option. */
const wrongWith = (...words: string[]): string[] => wrong(['-r', 'eu-central-1', ...words]);

describe('readOptions, what is wrong', () => {
  it('names all of it at once', () => {
    const line =
      'stat extra --interval 0.5 --retries x --loglevel verbose --colour red --once=yes --logfile --json --docker-host ssh://x';
    expect(wrong(line.split(' '), { HTTPS_PROXY: 'socks5://user:secret@one', SENTRY_STOP_TIMEOUT: 'soon' })).toEqual([
      '--colour is not known',
      '--once takes no value',
      '--logfile is without a value',
      '"extra" "red" is too much: give one command, after it only options',
      '"stat" is no command: give run, status, release',
      '--region is missing: name the region of the cluster, e.g. eu-central-1',
      '--interval must be a whole number from 1 to 3600, not "0.5"',
      '--retries must be a whole number from 0 to 1000000, not "x"',
      'SENTRY_STOP_TIMEOUT must be a whole number from 0 to 3600, not "soon"',
      '--loglevel must be one of DEBUG, INFO, WARNING, ERROR, CRITICAL, not "verbose"',
      '--docker-host must be unix:///path or tcp://host:port, not "ssh://x"',
      'HTTPS_PROXY must be http://[user:password@]host:port: no other kind of proxy is asked',
    ]);
  });

  it.each([
    [['--region', ''], ['--region is empty']],
    [['--region='], ['--region is empty']],
    [['--region', ' '], ['--region is empty']],
    [['-r'], ['--region is without a value']],
    [['-r', ''], ['--region is empty']],
    [
      ['-r', 'eu-central-1a'],
      ['--region must be a region, not an availability zone: eu-central-1, not "eu-central-1a"'],
    ],
    [['-r', 'Frankfurt'], ['--region must be a region such as eu-central-1, not "frankfurt"']],
    [
      ['-r', 'eu-central-1.example.com'],
      ['--region must be a region such as eu-central-1, not "eu-central-1.example.com"'],
    ],
    [['-r', 'eu-central-1\n'], []],
  ])('of the region %j', (words, expected) => {
    expect(wrong(words)).toEqual(expected);
  });

  it('of a region in the environment', () => {
    expect(wrong([], { SENTRY_REGION: 'nowhere' })).toEqual([
      'SENTRY_REGION must be a region such as eu-central-1, not "nowhere"',
    ]);
    expect(wrong([], { SENTRY_REGION: '' })).toEqual([expect.stringMatching('^--region is missing')]);
  });

  it.each(Object.entries(optionBounds))('of --%s beyond its bounds %j', (name, [low, high]) => {
    const fault = `must be a whole number from ${low} to ${high}, not`;
    for (const value of [String(low - 1), String(high + 1), '1e3', '0x10', '1.0', '+1', '١']) {
      expect(wrongWith(`--${name}=${value}`)).toEqual([expect.stringContaining(fault)]);
    }
    expect(wrongWith(`--${name}=${low}`)).toEqual([]);
    expect(wrongWith(`--${name}=${high}`)).toEqual([]);
  });

  it.each(['always', 'unless-stopped'])('of a count of restarts with %s, which Docker does not take', (policy) => {
    const fault = `--retries must be 0 or absent with ${policy}: Docker counts restarts with on-failure only`;
    expect(wrongWith('--restart-policy', policy, '-n', '3')).toEqual([fault]);
    expect(wrongWith('--restart-policy', policy, '-n', '0')).toEqual([]);
  });

  it.each([
    [['--restart-policy', 'no'], '--restart-policy must be one of on-failure, always, unless-stopped, not "no"'],
    [['--reconnect', 'hard'], '--reconnect must be one of cleanup, graceful, rolling, preserve, not "hard"'],
    [['--log-format', 'xml'], '--log-format must be one of text, json, not "xml"'],
    [
      ['--endpoint', 'http://a'],
      '--endpoint must be host, host:port or https://host[:port] without a path, not "http://a"',
    ],
    [
      ['--resolver', 'dns.example.com'],
      '--resolver must be an IP address, with or without a port, not "dns.example.com"',
    ],
    [
      ['--docker-host', 'unix://docker.sock'],
      '--docker-host must be unix:///path or tcp://host:port, not "unix://docker.sock"',
    ],
    [['--state-directory='], '--state-directory is empty'],
    [['-x'], '-x is not known'],
  ])('of %j', (words, fault) => {
    expect(wrongWith(...words)).toEqual([fault]);
  });

  it('shows a long or unprintable value in short', () => {
    const [fault = ''] = wrongWith(`--reconnect=${'\u0007'.repeat(500)}`);
    expect(fault).toMatch(/not "\?{60}…"$/);
  });

  it('prints a line for each', () => {
    let text = '';
    try {
      readOptions(['-i', '0'], {});
    } catch (error) {
      text = usageText(error as UsageError);
    }
    expect(text.split('\n')).toEqual([
      'ecs-external-instance-network-sentry: error: --region is missing: name the region of the cluster, e.g. eu-central-1',
      'ecs-external-instance-network-sentry: error: --interval must be a whole number from 1 to 3600, not "0"',
      'ecs-external-instance-network-sentry --help lists the options',
      '',
    ]);
  });
});
