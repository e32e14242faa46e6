import { Argument, type Command } from 'commander';
import type { Context } from './context.ts';
import { examples, type Finish } from './help.ts';
import { hostChanges } from './target/host-changes.ts';

const agentExamples = examples(
  'agent list',
  'agent off i-0a1b2c3d4e5f60718',
  'agent on i-0a1b2c3d4e5f60718 --json',
  'agent host i-0a1b2c3d4e5f60718 terminated',
  'agent host mi-0123456789abcdef0 ConnectionLost',
);

const commands = async () => import('./commands/agent.ts');

/** `runbook agent`: what happens to ECS agents and their machines by itself on AWS, made to happen in a running sandbox. */
export const addAgentCommand = (program: Command, context: Context, finish: Finish): void => {
  const agent = program
    .command('agent')
    .description('turn ECS agents off and on in a running sandbox, and their machines; never in AWS')
    .addHelpText(
      'after',
      `\nIt acts on the sandbox at --endpoint-url, AWS_ENDPOINT_URL or http://127.0.0.1:4566; with --json it prints what\nthe sandbox answers.\n${agentExamples}`,
    );
  agent
    .command('list')
    .description('every container instance: its agent and its machine')
    .addHelpText('after', examples('agent list', 'agent list --json'))
    .action(async (_, command: Command) =>
      finish(await (await commands()).listAgents(context, command.optsWithGlobals())),
    );
  for (const [word, isConnected] of [
    ['off', false],
    ['on', true],
  ] as const) {
    agent
      .command(word)
      .argument('<instance>', 'i-…, mi-…, or the id or ARN of a container instance')
      .description(isConnected ? 'connect an agent again' : 'disconnect an agent, as ECS tells EventBridge')
      .addHelpText('after', examples(`agent ${word} i-0a1b2c3d4e5f60718`))
      .action(async (instance: string, _, command: Command) =>
        finish(await (await commands()).turnAgent(context, instance, isConnected, command.optsWithGlobals())),
      );
  }
  agent
    .command('host')
    .argument('<instance>', 'i-… or mi-…')
    .addArgument(
      new Argument('<change>', 'what becomes of it, or what Systems Manager hears of it').choices(hostChanges),
    )
    .description('stop, terminate or start the machine below an agent')
    .addHelpText('after', examples('agent host i-0a1b2c3d4e5f60718 stopped'))
    .action(async (instance: string, change: string, _, command: Command) =>
      finish(await (await commands()).changeHost(context, instance, change, command.optsWithGlobals())),
    );
};
