import { Command, CommanderError } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { scenarios } from '../sandbox/scenarios/names.ts';
import { addAgentCommand } from './agent-program.ts';
import type { Context } from './context.ts';
import { exitCodes, UsageError } from './errors.ts';
import { examples, type Finish } from './help.ts';

const createProgram = ({ terminal }: Context): Command =>
  new Command('runbook')
    .description('Runbooks for Amazon ECS: tried in a sandbox on this machine, run in the stage they are deployed to.')
    .version(packageJson.version)
    .option('--stage <stage>', 'the deployed suite to use; without it, a sandbox')
    .option('--region <region>', 'AWS region (default: AWS_REGION, then the AWS profile; us-east-1 in a sandbox)')
    .option('--endpoint-url <url>', 'a running sandbox (default: AWS_ENDPOINT_URL, else one for this command)')
    .option('--json', 'print one JSON document, errors included')
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => process.stdout.write(text),
      // In JSON mode the error itself is printed, once, as the document.
      writeErr: (text) => (terminal.isJson ? undefined : terminal.note(text.trimEnd())),
    })
    .addHelpText(
      'after',
      '\nWithout a command it shows a demo. Exit codes: 0 done, 1 failed or a finding is FAIL, 2 wrong usage.',
    );

/** Each command brings what it needs when it is asked for: `list` must not wait for the AWS SDK. */
const commands = {
  demo: async () => (await import('./commands/demo.ts')).demo,
  describe: async () => (await import('./commands/describe.ts')).describe,
  graph: async () => (await import('./commands/graph.ts')).graph,
  list: async () => (await import('./commands/list.ts')).list,
  sandbox: async () => (await import('./commands/sandbox.ts')).sandbox,
  start: async () => (await import('./commands/start.ts')).start,
  status: async () => (await import('./commands/status.ts')).status,
  validate: async () => (await import('./commands/validate.ts')).validate,
};

const addReadingCommands = (program: Command, context: Context, finish: Finish): void => {
  program
    .command('list')
    .description('every runbook, with what it is for')
    .addHelpText('after', examples('list', 'list --json'))
    .action(async (_, command: Command) => finish(await (await commands.list())(context, command.optsWithGlobals())));
  program
    .command('describe')
    .argument('<runbook>')
    .description("the fields of a runbook's request: types, defaults, limits, an example; --json: its JSON Schema")
    .addHelpText('after', examples('describe autodiag', 'describe autodiag --json'))
    .action(async (runbook: string) => finish(await (await commands.describe())(context, runbook)));
  program
    .command('graph')
    .argument('<runbook>')
    .description("a runbook's state machine as a Mermaid flowchart")
    .addHelpText('after', examples('graph autodiag'))
    .action(async (runbook: string) => finish(await (await commands.graph())(context, runbook)));
  program
    .command('status')
    .argument('<execution>', 'name or ARN, as `start` prints it')
    .description('the states of an execution so far, its result or its error')
    .option('--links', "make links that anyone can open for an hour of the result's s3:// objects")
    .addHelpText(
      'after',
      examples('status cli-autodiag-0f5e… --stage prod', 'status cli-autodiag-0f5e… --stage prod --links'),
    )
    .action(async (execution: string, _, command: Command) =>
      finish(await (await commands.status())(context, execution, command.optsWithGlobals())),
    );
};

/** Reads an option that may be given more than once. */
const repeatable = (value: string, before: string[] = []): string[] => [...before, value];

const addSpecCommands = (program: Command, context: Context, finish: Finish): void => {
  program
    .command('validate')
    .argument('<file>', 'a service spec of version 0, 1.0, 1.1, 1.2 or 2.0; -: standard input')
    .description('every problem of a service spec with its JSON path, or the spec as one environment sees it')
    .requiredOption('--environment <environment>', 'the environment to choose')
    .option('--context <context>', 'a context to choose within it; may be repeated', repeatable)
    .option('--variable <name=value>', `what \${NAME} in the spec stands for; may be repeated`, repeatable)
    .option('--strict', 'let a warning count as a failure')
    .addHelpText(
      'after',
      examples(
        'validate docs/service-spec.example.json --environment staging',
        'validate gateways/gw1_spec.json --environment production --context blue --strict --json',
      ),
    )
    .action(async (file: string, _, command: Command) =>
      finish(await (await commands.validate())(context, file, command.optsWithGlobals())),
    );
};

/** The worlds that `sandbox` offers, a line each. */
const scenarioList = (): string => {
  const entries = Object.entries(scenarios);
  const width = Math.max(...entries.map(([name]) => name.length));
  return `\nScenarios:\n${entries.map(([name, summary]) => `  ${name.padEnd(width)}  ${summary}`).join('\n')}\n`;
};

const addSandboxCommand = (program: Command, context: Context, finish: Finish): void => {
  program
    .command('sandbox')
    .description('serve AWS on this machine until Ctrl-C, and print what to export')
    .option('--port <port>', 'port to serve on; 0 takes any free one', '4566')
    .option('--host <address>', 'address to listen on (default: 127.0.0.1, this machine only)')
    .option('--scenario <name>', 'make a world to try the runbooks of services on; they are listed below')
    .option('--spec <file>', 'make the world that a service spec expects to find, in the account of its ARNs')
    .option('--environment <environment>', 'the environment of --spec; may be repeated', repeatable)
    .option('--context <context>', 'a context within it; may be repeated', repeatable)
    .option('--answer <text>', 'what the host of its verification answers (default: its body, where that is literal)')
    .addHelpText(
      'after',
      scenarioList() +
        examples(
          'sandbox',
          'sandbox --port 0 --json',
          'sandbox --scenario seed',
          'sandbox --spec gateways/gw1_spec.json --environment prestaging --answer \'buildVersion: "1.2.3"\'',
        ),
    )
    .action(async (_, command: Command) =>
      finish(await (await commands.sandbox())(context, command.optsWithGlobals())),
    );
};

const addRunningCommands = (program: Command, context: Context, finish: Finish): void => {
  program
    .command('start')
    .argument('<runbook>')
    .argument('[field=value...]', 'fields of the request; dots reach into objects, JSON is JSON, @file is a file')
    .description('start a runbook and follow it: its states, the log of its task, its findings')
    .option('--request <file>', 'take the request from a JSON file (-: standard input); field=value wins over it')
    .option('--follow', 'follow the execution to its end', true)
    .option('--no-follow', 'only start it, and say how to see it')
    .addHelpText(
      'after',
      examples(
        'start autodiag mode=GENERAL cluster=demo',
        'start autodiag --request request.json checks=5 --json',
        'start autodiag mode=GENERAL cluster=prod --stage prod --region eu-west-1 --no-follow',
        'start deploy-service spec=@gateways/gw1_spec.json environment=prestaging dryRun=true',
      ),
    )
    .action(async (runbook: string, words: string[], _, command: Command) =>
      finish(await (await commands.start())(context, runbook, words, command.optsWithGlobals())),
    );
  program
    .command('demo')
    .description('AutoDiag in three modes in a sandbox of its own; the same as `npm start`')
    .addHelpText('after', examples('demo', 'demo --json'))
    .action(async (_, command: Command) => finish(await (await commands.demo())(context, command.optsWithGlobals())));
};

/**
 * Reads the command line and does what it says; an empty one asks for the demo.
 *
 * @returns the exit code
 * @throws what the command throws; UsageError in JSON mode for a command line that is wrong
 */
export const runProgram = async (words: string[], context: Context): Promise<number> => {
  let exitCode: number = exitCodes.ok;
  const finish: Finish = (code) => {
    exitCode = code;
  };
  const program = createProgram(context);
  addRunningCommands(program, context, finish);
  addSandboxCommand(program, context, finish);
  addAgentCommand(program, context, finish);
  addReadingCommands(program, context, finish);
  addSpecCommands(program, context, finish);
  try {
    await program.parseAsync(words.length === 0 ? ['demo'] : words, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return exitCodes.ok;
    // Commander has told a person already; a program gets the document.
    if (context.terminal.isJson) throw new UsageError(error.message.replace(/^error: /, ''));
    return exitCodes.usage;
  }
  return exitCode;
};
