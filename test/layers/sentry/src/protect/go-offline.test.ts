import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { dockerEngine } from '../../../../../layers/sentry/src/docker-engine.ts';
import type { Engine } from '../../../../../layers/sentry/src/engine.ts';
import { type OutageChanges, type OutageWorld, startOutage } from '../../../../support/outage-world.ts';
import { describeWithOwnEngine } from '../../../../support/programs.ts';
import { type SentryWorld, scripts, startSentryWorld } from '../../../../support/sentry-engine.ts';

const status = '{{.State.Status}}';
const policy = '{{.HostConfig.RestartPolicy.Name}}';
const running = '{{.State.Running}} {{.State.ExitCode}}';

describeWithOwnEngine([], 'going offline on a real Engine', () => {
  let world: SentryWorld;
  let engine: Engine;
  let since: Date;
  const outage = (changes?: Partial<OutageChanges>): OutageWorld => startOutage(engine, since, changes);

  beforeAll(async () => {
    world = await startSentryWorld();
    engine = dockerEngine(world.engine.host);
  }, 60_000);
  beforeEach(() => {
    since = new Date();
  });
  afterEach(() => world.clear());
  afterAll(() => world.remove());

  it('pauses the agent, then sets the policy of containers of ECS and of no others', async () => {
    const [agent, web, plain] = [world.runAgent(), world.run(), world.runAgent('example.com/other')];
    const { look, calls, state, lines } = outage();
    expect(await look()).toEqual({ isAgentStill: true, done: [expect.stringMatching(/^ecs-web-1-app/)], failed: [] });
    expect(calls).toEqual([
      ...['listContainers', 'write', `pause ${agent}`, 'startedAt', `inspectContainer ${web}`],
      ...['write', `updateRestartPolicy ${web}`],
    ]);
    expect([world.inspect(agent, status), world.inspect(web, policy), world.inspect(plain, policy)]).toEqual([
      'paused',
      'on-failure',
      'no',
    ]);
    expect(state.current).toMatchObject({
      pausedAgent: agent,
      containers: {
        [web]: { cluster: 'factory', family: 'web', policyBefore: { Name: 'no' }, policySet: { Name: 'on-failure' } },
      },
    });
    expect(lines).toEqual([
      'INFO ecs agent paused..',
      expect.stringMatching(
        /^INFO container name: ecs-web-1-app-\w+, ecs cluster: factory: set container restart policy: {'Name': 'on-failure', 'MaximumRetryCount': 0}$/,
      ),
    ]);
  });

  it('has nothing to do in the next look, and soon does not describe again', async () => {
    world.runAgent();
    world.run();
    const { look, calls } = outage();
    await look();
    await look();
    calls.length = 0;
    expect(await look()).toEqual({ isAgentStill: true, done: [], failed: [] });
    expect(calls).toEqual(['listContainers', 'startedAt']);
  });

  it('has Docker restart what crashes from now on, and leaves what ends well', async () => {
    const crash = world.run({ script: scripts.crashesAfter(2) });
    const end = world.run({ script: 'sleep 2' });
    await outage().look();
    await world.until(crash, '{{.RestartCount}}', '1');
    await world.until(end, running, 'false 0');
  });

  it('starts what has crashed since the link was lost, under the policy', async () => {
    const crashed = world.run({ script: scripts.crashesAfter(0, 3) });
    const ended = world.run({ script: scripts.exitsWell });
    await world.until(crashed, status, 'exited');
    await world.until(ended, status, 'exited');
    const { look, state, lines } = outage();
    await look();
    await world.until(crashed, '{{gt .RestartCount 0}}', 'true');
    expect(world.inspect(ended, `${status} ${policy}`)).toBe('exited no');
    expect(state.current.containers[crashed]).toMatchObject({ wasStartedBySentry: true });
    expect(lines.at(-1)).toMatch(/has exited with 3, starting\.\.$/);
  });

  it('leaves what had ended before the link was lost', async () => {
    const old = world.run({ script: scripts.crashesAfter(0) });
    await world.until(old, status, 'exited');
    const { look, state } = startOutage(engine, new Date(Date.now() + 60_000));
    await look();
    expect([world.inspect(old, status), state.current.containers]).toEqual(['exited', {}]);
  });

  it('leaves --rm containers and policies of their own, and says so once', async () => {
    const [rm, own] = [
      world.run({ family: 'once', options: ['--rm'] }),
      world.run({ options: ['--restart', 'unless-stopped'] }),
    ];
    const { look, lines, state } = outage();
    await look();
    await look();
    expect([world.inspect(rm, policy), world.inspect(own, policy), state.current.containers]).toEqual([
      'no',
      'unless-stopped',
      {},
    ]);
    expect(lines.sort()).toEqual(
      [
        'WARNING no ecs agent container found: nothing to pause',
        expect.stringMatching(/^INFO container name: ecs-once-.*\(--rm\)/),
        expect.stringMatching(/^INFO container name: ecs-web-.*has restart policy unless-stopped of its own: kept$/),
      ].sort(),
    );
  });

  it('protects what appears later, and a restarted agent again', async () => {
    world.runAgent();
    const { look } = outage();
    await look();
    world.clear();
    const [agent, late] = [world.runAgent(), world.run()];
    await look();
    expect([world.inspect(agent, status), world.inspect(late, policy)]).toEqual(['paused', 'on-failure']);
  });

  it('leaves an agent that somebody else has paused to them', async () => {
    const agent = world.runAgent('public.ecr.aws/ecs/amazon-ecs-agent:v1.96.0');
    world.engine.docker('pause', agent);
    const { look, state } = outage();
    expect(await look()).toMatchObject({ isAgentStill: true });
    expect(state.current.pausedAgent).toBeNull();
  });

  it('finds an agent whose image has lost its name to a newer one', async () => {
    const agent = world.runAgent();
    world.engine.docker('tag', 'ecs-runbooks-test/busybox', 'other');
    world.engine.docker('rmi', '--force', 'amazon/amazon-ecs-agent:latest');
    const { look } = outage();
    await look();
    expect(world.inspect(agent, status)).toBe('paused');
  });

  it('never touches its own container', async () => {
    const own = world.run();
    await outage({ ownContainer: own }).look();
    expect(world.inspect(own, policy)).toBe('no');
  });

  it('sets the policy of a paused container without waiting for it', async () => {
    const id = world.run();
    world.engine.docker('pause', id);
    await outage().look();
    expect(world.inspect(id, `${status} ${policy}`)).toBe('paused on-failure');
  });

  it('says the plan in a dry run and changes nothing', async () => {
    const [agent, web] = [world.runAgent(), world.run()];
    const { look, calls, lines } = outage({ options: { isDryRun: true } });
    expect(await look()).toMatchObject({ failed: [] });
    expect([world.inspect(agent, status), world.inspect(web, policy)]).toEqual(['running', 'no']);
    expect(calls).not.toContain('write');
    expect(lines.map((line) => line.replace(/ecs-web-[^,]+|agent \w+/, '…'))).toEqual([
      'INFO dry run: ecs … would be paused',
      "INFO dry run: container name: …, ecs cluster: factory: set container restart policy: {'Name': 'on-failure', 'MaximumRetryCount': 0}",
    ]);
  });

  it('says when the restarts are used up, and leaves what a person has stopped', async () => {
    const [crash, web] = [world.run({ script: scripts.crashesAfter(1), family: 'crash' }), world.run()];
    const { look, lines } = outage({ options: { restartPolicy: { Name: 'on-failure', MaximumRetryCount: 1 } } });
    await look();
    await world.until(crash, `{{.RestartCount}} ${status}`, '1 exited');
    world.engine.docker('stop', web);
    await look();
    expect(lines.slice(-2).sort()).toEqual([
      expect.stringMatching(/^INFO .*ecs-web-.* was stopped by somebody \(exit code 143\): left$/),
      expect.stringMatching(/^WARNING .*ecs-crash-.* has used up its 1 restarts: left$/),
    ]);
    expect(world.inspect(crash, status)).toBe('exited');
  });
});
