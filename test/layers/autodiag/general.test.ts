import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { buildProgram, type Program, type Run } from '../../support/autodiag-program.ts';
import { type DnsServer, listenDns } from '../../support/dns-server.ts';
import { certificateFor, type Listener, listenTls } from '../../support/listeners.ts';

const region = 'us-east-1';
const taskArn = `arn:aws:ecs:${region}:111122223333:task/demo/0123456789abcdef0123456789abcdef`;

let program: Program;
let dns: DnsServer;
let endpoints: Listener;
let metadata: Server;
let directory: string;
let environment: Record<string, string>;
let launchType: string;

beforeAll(async () => {
  program = await buildProgram();
  dns = await listenDns((name) => (name.endsWith(`.${region}.sandbox.example.com`) ? ['127.0.0.1'] : 3));
  endpoints = await listenTls(await certificateFor(`*.${region}.sandbox.example.com`, 90));
  metadata = createServer((_, response) => {
    response.end(JSON.stringify({ Cluster: 'demo', TaskARN: taskArn, LaunchType: launchType }));
  });
  await new Promise<void>((resolve) => metadata.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  metadata.close();
  await Promise.all([program.remove(), dns.close(), endpoints.close()]);
});

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'instance-'));
  await mkdir(join(directory, 'log'));
  await mkdir(join(directory, 'config'));
  launchType = 'EC2';
  const address = metadata.address();
  environment = {
    DIAG_MODE: 'GENERAL',
    ECS_CONTAINER_METADATA_URI_V4: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/v4/id`,
    ECS_LOG_DIR: join(directory, 'log'),
    ECS_CONFIG_DIR: join(directory, 'config'),
    DOCKER_HOST: `unix://${directory}/docker.sock`,
    AUTODIAG_RESOLVER: dns.address,
    AUTODIAG_SERVICE_SUFFIX: `sandbox.example.com:${endpoints.port}`,
    SOME_API_KEY: 's3cret-of-the-environment',
  };
});

afterEach(() => rm(directory, { recursive: true }));

const finding = ({ report }: Run, check: RegExp) => report.findings.find((found) => check.test(found.check));

describe('AutoDiag GENERAL', () => {
  it('prints its sections in order, and names variables without their values', async () => {
    const run = await program.run(environment);
    expect(run.lines.filter((line) => line.startsWith('## '))).toEqual([
      '## Task',
      '## Environment variables (names only)',
      '## ECS agent container',
      '## ECS agent configuration',
      '## Room on the host',
      '## ECS agent log',
      '## AWS service endpoints',
    ]);
    expect(run.output).toContain('SOME_API_KEY');
    expect(run.output).not.toContain('s3cret-of-the-environment');
    expect(run.report.task).toEqual({ region, cluster: 'demo', taskArn, launchType: 'EC2' });
  });

  it('shows the agent’s configuration without its secrets', async () => {
    const config = 'ECS_CLUSTER=demo\nECS_ENGINE_AUTH_TYPE=dockercfg\nECS_ENGINE_AUTH_DATA={"r":{"auth":"c2VjcmV0"}}\n';
    await writeFile(join(directory, 'config/ecs.config'), config);
    const run = await program.run(environment);
    expect(run.lines).toContain('  ECS_CLUSTER=demo');
    expect(run.lines).toContain('  ECS_ENGINE_AUTH_DATA=[redacted]');
    expect(run.output).not.toContain('c2VjcmV0');
    expect(finding(run, /^agent configuration/)?.status).toBe('PASS');
  });

  it('filters the newest agent log, with counts, the latest lines and the most frequent messages', async () => {
    const refused = 'level=warn time=2026-11-20T15:00:00Z msg="connection refused" module=a.go\n';
    const failed = 'level=error time=2026-11-20T15:00:01Z msg="Pull FAILED" task="0a1b" module=b.go\n';
    await writeFile(join(directory, 'log/ecs-agent.log'), `${refused.repeat(3)}level=info msg="fine"\n${failed}`);
    const run = await program.run({ ...environment, MAX_MATCHES: '2' });
    expect(run.lines.filter((line) => line.startsWith('level='))).toEqual([refused.trim(), failed.trim()]);
    expect(run.output).toContain('2 earlier lines were counted, not printed (MAX_MATCHES 2)');
    expect(run.lines).toContain('       3  "connection refused" module=a.go');
    expect(finding(run, /^agent log ecs-agent.log/)).toMatchObject({
      status: 'WARN',
      detail: expect.stringMatching(
        /^4 lines hold .*; most frequent: 3 × "connection refused" module=a.go \| 1 × "Pull FAILED"/,
      ),
    });
  });

  it('looks at every service endpoint, side by side', async () => {
    const run = await program.run(environment);
    const checks = run.report.findings.filter(({ check }) => check.startsWith('endpoint '));
    expect(checks.map(({ check }) => /^endpoint (\S+)/.exec(check)?.[1])).toEqual([
      'ecs',
      'ecs-a',
      'ecs-t',
      'logs',
      'api.ecr',
      's3',
      'ssm',
      'secretsmanager',
      '111122223333.dkr.ecr',
    ]);
  });

  it('trusts what NODE_EXTRA_CA_CERTS adds', async () => {
    const pems = await certificateFor(`*.${region}.sandbox.example.com`, 90);
    const trusted = await listenTls(pems);
    await writeFile(join(directory, 'ca.pem'), pems.cert);
    const run = await program.run({
      ...environment,
      NODE_EXTRA_CA_CERTS: join(directory, 'ca.pem'),
      AUTODIAG_SERVICE_SUFFIX: `sandbox.example.com:${trusted.port}`,
    });
    await trusted.close();
    expect(finding(run, /^endpoint ecs /)).toMatchObject({
      status: 'PASS',
      detail: expect.stringMatching(/certificate of .* has 8\d days left$/),
    });
  });

  it('leaves the instance out on Fargate', async () => {
    launchType = 'FARGATE';
    const run = await program.run(environment);
    expect(run.report.findings.every(({ check }) => check.startsWith('endpoint '))).toBe(true);
    expect(run.output).toContain('Fargate runs its agent out of reach');
  });

  it('says outside of ECS what it could not learn', async () => {
    const { ECS_CONTAINER_METADATA_URI_V4: _, ...outside } = environment;
    const run = await program.run(outside);
    expect(finding(run, /^task identity/)?.detail).toContain('this is no ECS task');
    expect(finding(run, /^AWS service endpoints/)?.detail).toBe('not looked at: the region is unknown');
  });

  it.each([
    ['empty', '', /the log is empty/],
    ['binary', Buffer.concat([Buffer.alloc(9), Buffer.from('\nerror \u0007\n')]), /holds binary data, 1 of its lines/],
  ])('says that the log is %s', async (_, content, detail) => {
    await writeFile(join(directory, 'log/ecs-agent.log'), content);
    expect(finding(await program.run(environment), /^agent log/)).toMatchObject({
      status: 'WARN',
      detail: expect.stringMatching(detail),
    });
  });
});
