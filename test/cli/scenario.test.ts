import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { scenarios } from '../../sandbox/scenarios/names.ts';
import { runCommand, startCommand } from './support/command.ts';
import { outputUntil } from './support/output.ts';

const example = 'docs/service-spec.example.json';
const sample = 'test/functions/domain/service/samples/seed.json';

/** Packaging the stack for the first time is in it. */
const patienceMs = 600_000;

const serve = async (...words: string[]) => {
  const serving = startCommand(['sandbox', '--port', '0', ...words]);
  const notes = serving.stderr.toArray();
  const output = await outputUntil(serving.stdout, words.includes('--json') ? /^}\n$/m : /teardown-service.*\n$/);
  serving.kill('SIGINT');
  const [code] = (await once(serving, 'exit')) as [number];
  return { code, output, notes: Buffer.concat(await notes).toString() };
};

describe('runbook sandbox --help', () => {
  it('lists the scenarios, with what each is for', async () => {
    const { stdout } = await runCommand(['sandbox', '--help']);
    for (const [name, summary] of Object.entries(scenarios)) {
      expect(stdout).toMatch(new RegExp(`^  ${name} +${summary}$`, 'm'));
    }
  });
});

describe('runbook sandbox, asked for a world that it cannot make,', () => {
  it.each([
    ['a scenario that there is none of', ['--scenario', 'ghost'], 'there is no scenario ghost; there are: seed, '],
    ['two worlds at once', ['--scenario', 'seed', '--spec', example], 'give --scenario or --spec, not both'],
    ['a spec without its environment', ['--spec', example], '--spec needs --environment'],
    [
      'an environment without its spec',
      ['--environment', 'staging'],
      '--environment, --context and --answer go with --spec',
    ],
    ['an answer without a spec', ['--scenario', 'seed', '--answer', 'x'], 'go with --spec'],
    ['a file that is not there', ['--spec', 'no-such.json', '--environment', 'a'], 'no-such.json cannot be read'],
  ])('names %s and exits 2', async (_, words, message) => {
    const { code, stderr } = await runCommand(['sandbox', '--port', '0', ...words]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  it('tells all problems of a spec that is not valid', async () => {
    const { code, stderr } = await runCommand([
      'sandbox',
      '--port',
      '0',
      '--spec',
      sample,
      '--environment',
      'production',
    ]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/FAIL {2}\$\.aws\./);
    expect(stderr).toContain('is no valid service spec for environment production');
  });
});

describe('runbook sandbox', () => {
  it(
    'makes a scenario, and prints what it made and what to type next',
    async () => {
      const { code, output } = await serve('--scenario', 'crashes-after-a-minute');
      expect(code).toBe(0);
      expect(output).toMatch(/^serving AWS at http:\S+ \(account 111122223333, region us-east-1\); Ctrl-C ends it\n/);
      expect(output).toContain('scenario crashes-after-a-minute has made:\n  cluster shop\n');
      expect(output).toMatch(/export AWS_ENDPOINT_URL=\S+\n/);
      expect(output).toContain(
        'npx runbook start deploy-service --request sandbox/scenarios/requests/crashes-after-a-minute.json\n',
      );
    },
    patienceMs,
  );

  it(
    'makes the world of a spec for more than one environment, and asks what its host is to answer',
    async () => {
      const words = ['--spec', sample, '--environment', 'prestaging', '--environment', 'staging', '--json'];
      const { output, notes } = await serve(...words);
      expect(notes).toContain('give what its host is to answer by --answer');
      expect(JSON.parse(output)).toMatchObject({
        accountId: '111122223333',
        scenario: {
          name: sample,
          made: expect.arrayContaining(['application load balancer example-lb-int-staging']),
          commands: expect.arrayContaining([`npx runbook start deploy-service spec=@${sample} environment=staging`]),
        },
      });
    },
    patienceMs,
  );
});
