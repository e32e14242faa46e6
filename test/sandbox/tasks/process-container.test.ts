import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { realClock } from '../../../sandbox/real-clock.ts';
import {
  awslogs,
  definitionOf,
  eventually,
  fargate,
  fargateNetwork,
  startEcs,
  type TestEcs,
} from '../services/ecs/support.ts';

let sandbox: TestEcs | undefined;
afterEach(async () => {
  await sandbox?.close();
  sandbox = undefined;
});

const image = 'ecs-runbooks/autodiag:latest';
const hostMounts = {
  volumes: [
    { name: 'docker', host: { sourcePath: '/var/run/docker.sock' } },
    { name: 'logs', host: { sourcePath: '/var/log' } },
    { name: 'config', host: { sourcePath: '/etc/ecs' } },
  ],
};
const mountPoints = [
  { sourceVolume: 'docker', containerPath: '/var/run/docker.sock' },
  { sourceVolume: 'logs', containerPath: '/var/log' },
  { sourceVolume: 'config', containerPath: '/etc/config' },
];

/** Starts a task of the AutoDiag image, whose program is the given source. */
const startProgram = async (program: string, container = {}, options = {}) => {
  sandbox = await startEcs({ program, ...options });
  const given = { ...awslogs(), mountPoints, ...container };
  sandbox.operations.RegisterTaskDefinition(definitionOf('autodiag', image, hostMounts, given));
  const { tasks } = sandbox.operations.StartTask({
    cluster: 'demo',
    taskDefinition: 'autodiag',
    containerInstances: [sandbox.instance.id],
    overrides: { containerOverrides: [{ name: 'main', environment: [{ name: 'DIAG_MODE', value: 'GENERAL' }] }] },
  });
  return { sandbox, taskArn: tasks[0]?.taskArn ?? '' };
};

const output = ({ streams }: TestEcs): string[] => [...streams.values()].flat();
const environmentIn = (lines: string[]): Record<string, string> => JSON.parse(lines[0] ?? '{}');
const printEnvironment = 'console.log(JSON.stringify(process.env));';

const lineOf = (running: TestEcs, text: string): Promise<void> => eventually(() => output(running).includes(text));

describe('a task that runs as a process', () => {
  it('has its exit code, its log stream and every line in order when it has stopped', async () => {
    const { sandbox: running, taskArn } = await startProgram(
      'for (let i = 0; i < 20000; i += 1) console.log("line " + i); process.exitCode = 3;',
    );
    const task = await running.until(taskArn, 'STOPPED');
    expect(task.containers?.[0]).toMatchObject({ exitCode: 3, lastStatus: 'STOPPED' });
    expect([...running.streams.keys()]).toEqual([`/ecs/test ecs/main/${taskArn.split('/').at(-1)}`]);
    expect(output(running)).toEqual(Array.from({ length: 20_000 }, (_, i) => `line ${i}`));
  });

  it('does not lose what comes without a newline, or on stderr, at its end', async () => {
    const { sandbox: running, taskArn } = await startProgram(
      "process.stdout.write('out'); process.stderr.write('err'); process.exitCode = 1;",
    );
    await running.until(taskArn, 'STOPPED');
    expect(output(running).sort()).toEqual(['err', 'out']);
  });

  it('holds a turned clock still while it runs', async () => {
    const { sandbox: running, taskArn } = await startProgram('setTimeout(() => console.log("done"), 150);');
    let wasTooLate = false;
    running.world.clock.after(60_000, () => {
      wasTooLate = output(running).length === 0;
    });
    const task = await running.until(taskArn, 'STOPPED');
    expect(wasTooLate).toBe(false);
    expect(task.stoppedAt).toEqual(task.startedAt);
  });

  it('gets its own environment and nothing of the sandbox', async () => {
    process.env['SANDBOX_TEST_SECRET'] = 'of the sandbox';
    const container = {
      environment: [
        { name: 'DIAG_MODE', value: 'TASK' },
        { name: 'PORT', value: '80' },
      ],
      secrets: [{ name: 'PASSWORD', valueFrom: '/db/password' }],
    };
    sandbox = await startEcs({ program: printEnvironment, secrets: { '/db/password': 'hidden' } });
    sandbox.operations.RegisterTaskDefinition(
      definitionOf(
        'autodiag',
        image,
        { ...hostMounts, executionRoleArn: fargate.executionRoleArn },
        { ...awslogs(), ...container },
      ),
    );
    const { tasks } = sandbox.operations.RunTask({
      cluster: 'demo',
      taskDefinition: 'autodiag',
      overrides: { containerOverrides: [{ name: 'main', environment: [{ name: 'DIAG_MODE', value: 'GENERAL' }] }] },
    });
    await sandbox.until(tasks[0]?.taskArn, 'STOPPED');
    delete process.env['SANDBOX_TEST_SECRET'];
    const environment = environmentIn(output(sandbox));
    expect(environment).toMatchObject({
      DIAG_MODE: 'GENERAL',
      PORT: '80',
      PASSWORD: 'hidden',
      AWS_EXECUTION_ENV: 'AWS_ECS_EC2',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
    });
    expect(Object.keys(environment).sort()).toEqual([
      'AUTODIAG_RESOLVER',
      'AUTODIAG_SERVICE_SUFFIX',
      'AWS_CONTAINER_CREDENTIALS_FULL_URI',
      'AWS_ENDPOINT_URL',
      'AWS_EXECUTION_ENV',
      'DIAG_MODE',
      'DOCKER_HOST',
      'ECS_CONFIG_DIR',
      'ECS_CONTAINER_METADATA_URI',
      'ECS_CONTAINER_METADATA_URI_V4',
      'ECS_LOG_DIR',
      'HOSTNAME',
      'NODE_EXTRA_CA_CERTS',
      'PASSWORD',
      'PATH',
      'PORT',
    ]);
  });

  it('finds the mounts of its task definition on the instance', async () => {
    const { sandbox: running, taskArn } = await startProgram(printEnvironment);
    await running.until(taskArn, 'STOPPED');
    const { directory, dockerSocket } = running.instance;
    expect(environmentIn(output(running))).toMatchObject({
      ECS_LOG_DIR: join(directory, 'var/log/ecs'),
      ECS_CONFIG_DIR: join(directory, 'etc/ecs'),
      DOCKER_HOST: `unix://${dockerSocket}`,
    });
    expect(dockerSocket.length).toBeLessThan(100);
  });

  it('finds nothing where its task definition mounts nothing', async () => {
    const { sandbox: running, taskArn } = await startProgram(printEnvironment, { mountPoints: [] });
    await running.until(taskArn, 'STOPPED');
    const { ECS_LOG_DIR, ECS_CONFIG_DIR, DOCKER_HOST } = environmentIn(output(running));
    for (const place of [ECS_LOG_DIR, ECS_CONFIG_DIR, DOCKER_HOST]) expect(place).toContain('/not-mounted/');
  });

  it('knows its region and no instance on Fargate', async () => {
    sandbox = await startEcs({ program: printEnvironment });
    sandbox.operations.RegisterTaskDefinition(definitionOf('autodiag-fargate', image, fargate, awslogs()));
    const { tasks } = sandbox.operations.RunTask({
      cluster: 'demo',
      taskDefinition: 'autodiag-fargate',
      launchType: 'FARGATE',
      networkConfiguration: fargateNetwork,
    });
    await sandbox.until(tasks[0]?.taskArn, 'STOPPED');
    const environment = environmentIn(output(sandbox));
    expect(environment).toMatchObject({ AWS_EXECUTION_ENV: 'AWS_ECS_FARGATE', AWS_REGION: 'us-east-1' });
    expect(environment['ECS_LOG_DIR']).toContain('/not-mounted/');
  });

  it('fails to start without its secret, whose value is nowhere', async () => {
    const { sandbox: running, taskArn } = await startProgram(printEnvironment, {}, {});
    await running.until(taskArn, 'STOPPED');
    running.operations.RegisterTaskDefinition(
      definitionOf(
        'secret',
        image,
        { executionRoleArn: fargate.executionRoleArn },
        {
          secrets: [{ name: 'PASSWORD', valueFrom: '/db/none' }],
        },
      ),
    );
    const { tasks } = running.operations.RunTask({ cluster: 'demo', taskDefinition: 'secret' });
    expect(await running.until(tasks[0]?.taskArn, 'STOPPED')).toMatchObject({
      stopCode: 'TaskFailedToStart',
      stoppedReason: expect.stringContaining('invalid parameters: /db/none'),
    });
  });

  it('gets SIGTERM from StopTask and may say goodbye', async () => {
    const { sandbox: running, taskArn } = await startProgram(
      "process.on('SIGTERM', () => { console.log('goodbye'); process.exit(9); }); setInterval(() => {}, 1000); console.log('ready');",
    );
    await lineOf(running, 'ready');
    running.operations.StopTask({ cluster: 'demo', task: taskArn });
    const task = await running.until(taskArn, 'STOPPED');
    expect(task).toMatchObject({ stopCode: 'UserInitiated', containers: [{ exitCode: 9 }] });
    expect(output(running)).toEqual(['ready', 'goodbye']);
  });

  it('is killed when it outlasts its stop timeout', async () => {
    const { sandbox: running, taskArn } = await startProgram(
      "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('ready');",
      { stopTimeout: 1 },
    );
    await lineOf(running, 'ready');
    running.operations.StopTask({ cluster: 'demo', task: taskArn });
    expect(await running.until(taskArn, 'STOPPED')).toMatchObject({ containers: [{ exitCode: 137 }] });
  });

  it('is gone when the sandbox is closed', async () => {
    const { sandbox: running } = await startProgram(
      "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log(String(process.pid));",
      {},
      { clock: realClock() },
    );
    await eventually(() => output(running).length > 0);
    const pid = Number(output(running)[0]);
    await running.close();
    sandbox = undefined;
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('is gone when the sandbox is killed', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'parent-'));
    const program = join(directory, 'program.mjs');
    // The task's process dials the test: when the process ends, so does the connection.
    writeFileSync(program, "import { connect } from 'node:net'; connect(Number(process.argv[2]), '127.0.0.1');");
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const source = new URL('../../../sandbox/tasks/process-container.ts', import.meta.url).href;
    const script = `import { startProcess } from ${JSON.stringify(source)};
      startProcess(${JSON.stringify(program)}, ['${port}'], {}, { write() {}, async delivered() {} }, 30);`;
    const parent = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: 'ignore', env: {} });
    const [socket] = (await once(server, 'connection')) as [Socket];
    const ended = once(socket.on('error', () => {}).resume(), 'close');
    parent.kill('SIGKILL');
    await ended;
    server.close();
    rmSync(directory, { recursive: true });
    expect(socket.destroyed).toBe(true);
  });
});
