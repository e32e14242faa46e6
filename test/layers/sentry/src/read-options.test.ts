import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { environmentNames, type OptionName } from '../../../../layers/sentry/contract.ts';
import { readAgentConfiguration, readOptions } from '../../../../layers/sentry/src/read-options.ts';
import type { UsageError } from '../../../../layers/sentry/src/usage-error.ts';

type Variables = Record<string, string>;

const run = (line: string, variables: Variables = {}, agentConfiguration = '') => {
  const command = readOptions(line.split(' ').filter(Boolean), variables, agentConfiguration);
  if (command.command !== 'run') throw new Error(`not run but ${command.command}`);
  return command.options;
};

const wrong = (words: string[], variables: Variables = {}): string[] => {
  try {
    readOptions(words, variables);
    return [];
  } catch (error) {
    return (error as UsageError).problems.map(({ name, detail }) => `${name} ${detail}`);
  }
};

describe('readOptions', () => {
  it('has the original program’s defaults', () => {
    expect(run('--region ap-southeast-2')).toEqual({
      region: 'ap-southeast-2',
      endpoint: { host: 'ecs.ap-southeast-2.amazonaws.com', port: 443 },
      proxy: null,
      intervalMs: 20_000,
      probeTimeoutMs: 5_000,
      offlineAfter: 2,
      onlineAfter: 2,
      restartPolicy: { Name: 'on-failure', MaximumRetryCount: 0 },
      reconnect: 'cleanup',
      stopTimeoutSeconds: 10,
      reconnectTimeoutMs: 300_000,
      logFile: '/var/log/ecs-external-instance-network-sentry.log',
      logLevel: 'INFO',
      logFormat: 'text',
      stateDirectory: '/var/lib/ecs-external-instance-network-sentry',
      dockerHost: 'unix:///var/run/docker.sock',
      isDryRun: false,
      isOnce: false,
    });
  });

  it.each([
    '-r ap-southeast-2 -i 15 -n 5 -l /mypath/myfile.log -k DEBUG',
    '--region ap-southeast-2 --interval 15 --retries 5 --logfile /mypath/myfile.log --loglevel debug',
    'run --region=AP-Southeast-2 -i15 --retries=5 --logfile=/mypath/myfile.log -k Debug',
  ])('takes the original program’s options: %s', (line) => {
    expect(run(line)).toMatchObject({
      region: 'ap-southeast-2',
      intervalMs: 15_000,
      restartPolicy: { Name: 'on-failure', MaximumRetryCount: 5 },
      logFile: '/mypath/myfile.log',
      logLevel: 'DEBUG',
    });
  });

  it('takes every new option', () => {
    const line = `-r us-gov-west-1 --log-format JSON --endpoint https://vpce.example.com:8443 --probe-timeout 3
      --offline-after 3 --online-after 4 --restart-policy unless-stopped --reconnect graceful --stop-timeout 0
      --reconnect-timeout 60 --state-directory /srv/state --docker-host tcp://127.0.0.1:2375 --resolver [::1]:5353
      --dry-run --once`;
    expect(run(line.replaceAll(/\s+/g, ' '))).toMatchObject({
      endpoint: { host: 'vpce.example.com', port: 8_443 },
      probeTimeoutMs: 3_000,
      offlineAfter: 3,
      onlineAfter: 4,
      restartPolicy: { Name: 'unless-stopped', MaximumRetryCount: 0 },
      reconnect: 'graceful',
      stopTimeoutSeconds: 0,
      reconnectTimeoutMs: 60_000,
      logFormat: 'json',
      stateDirectory: '/srv/state',
      dockerHost: 'tcp://127.0.0.1:2375',
      resolver: '[::1]:5353',
      isDryRun: true,
      isOnce: true,
    });
  });

  it('takes every option from the environment, too, and the command line first', () => {
    const variables = {
      SENTRY_REGION: 'eu-west-1',
      SENTRY_INTERVAL: '30',
      SENTRY_RETRIES: '',
      SENTRY_LOGLEVEL: ' error ',
    };
    expect(run('-i 5', variables)).toMatchObject({
      region: 'eu-west-1',
      intervalMs: 5_000,
      restartPolicy: { MaximumRetryCount: 0 },
      logLevel: 'ERROR',
    });
  });

  it('goes through the proxy of the agent’s configuration', () => {
    const configuration = 'ECS_CLUSTER=prod\nHTTP_PROXY=10.0.0.131:3128\nNO_PROXY=169.254.169.254\n';
    expect(run('-r eu-west-1', {}, configuration).proxy).toEqual({
      host: '10.0.0.131',
      port: 3_128,
      authorization: null,
    });
    expect(run('-r eu-west-1', { NO_PROXY: '*' }, configuration).proxy).toBeNull();
  });

  it('lets the last of two count', () => {
    expect(run('-r eu-west-1 -r eu-west-2').region).toBe('eu-west-2');
  });
});

describe('readOptions, commands', () => {
  it.each(['status', 'release'] as const)('%s wants no region', (name) => {
    const command = readOptions([name, '--json', '--state-directory', '/srv/state'], {});
    expect(command).toMatchObject({ command: name, isJson: true, options: { stateDirectory: '/srv/state' } });
  });

  it.each(['status', 'release'])('%s refuses what it would pass over in silence', (name) => {
    expect(wrong([name, '--dry-run', '--once', '--interval', 'x'])).toEqual([
      `--dry-run does nothing with the command ${name}`,
      `--once does nothing with the command ${name}`,
      '--interval must be a whole number from 1 to 3600, not "x"',
    ]);
  });

  it('shows the help whatever else is wrong', () => {
    expect(readOptions(['-h', '--interval', 'x'], {})).toMatchObject({ command: 'help' });
    expect(readOptions(['status', '--help'], {})).toMatchObject({ command: 'help' });
  });

  it('lists every option with its variable in the help, the original ones first', () => {
    const command = readOptions(['--help'], {});
    const text = command.command === 'help' ? command.text : '';
    const names = [...text.matchAll(/--([a-z-]+)(?= [A-Z[])/g)].map(([, name]) => name);
    const seeds = ['region', 'interval', 'retries', 'logfile', 'loglevel'];
    const places = seeds.map((name) => text.indexOf(`, --${name} ${name.toUpperCase()}`));
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    expect(places).not.toContain(-1);
    for (const name of Object.keys(environmentNames) as OptionName[]) {
      expect(names).toContain(name);
      expect(text).toContain(`[${environmentNames[name]}]`);
    }
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(125);
  });

  it('prints the version of the package', () => {
    const { version } = JSON.parse(readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8'));
    expect(readOptions(['--version'], {})).toEqual({
      command: 'version',
      text: `ecs-external-instance-network-sentry ${version}\n`,
    });
  });
});

describe('readAgentConfiguration', () => {
  it('is empty where there is no such file', () => {
    expect(readAgentConfiguration('/nonexistent/ecs.config')).toBe('');
  });
});
