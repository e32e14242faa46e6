import { startRunbook } from '../../functions/triggers/start-runbook.ts';
import type { Context, GlobalOptions } from '../context.ts';
import { type DemoPorts, openDemoPorts } from '../demo/ports.ts';
import { type DemoRun, demoRuns } from '../demo/runs.ts';
import { DemoFailedError, exitCodes, UsageError } from '../errors.ts';
import type { ExecutionDocument } from '../execution/document.ts';
import { endLines } from '../render/execution.ts';
import { exampleWords } from '../render/fields.ts';
import { duration } from '../render/text.ts';
import { openOwnSandbox, type Target } from '../target/index.ts';
import { findMachine } from '../target/machines.ts';
import { watchRun } from '../watch-run.ts';

const runbook = 'autodiag';

/** A run that has ended, and whether it ended as the demo says. */
interface EndedRun {
  run: DemoRun;
  execution: ExecutionDocument;
  isAsExpected: boolean;
}

/** `npm start`: a sandbox, and in it the main job of the suite on real input. Its runs end as it says, or it fails. */
export const demo = async (context: Context, options: GlobalOptions): Promise<number> => {
  const { terminal } = context;
  if (options.stage !== undefined || options.endpointUrl !== undefined) {
    throw new UsageError('the demo has a sandbox of its own: leave --stage and --endpoint-url out');
  }
  const startedMs = Date.now();
  const target = await openOwnSandbox(context, options.region ?? context.environment.region);
  try {
    const ports = await openDemoPorts();
    try {
      const ended = await showRuns(context, target, ports);
      showEnd(ended, Date.now() - startedMs, context);
      if (terminal.isJson) terminal.printJson({ runs: ended.map(asDocument), sandbox: target.sandbox.url });
    } finally {
      await ports.close();
    }
  } finally {
    await target.close();
  }
  return exitCodes.ok;
};

/** The sandbox's EC2 instance whose agent is connected. */
const healthyInstance = ({ sandbox }: Awaited<ReturnType<typeof openOwnSandbox>>): string => {
  const found = sandbox.services.ecs
    .instances()
    .find(({ instance }) => instance.agentConnected && instance.ec2InstanceId?.startsWith('i-'));
  if (!found) throw new DemoFailedError('the sandbox has no EC2 instance with a connected agent');
  return found.id;
};

const showRuns = async (
  context: Context,
  target: Awaited<ReturnType<typeof openOwnSandbox>>,
  ports: DemoPorts,
): Promise<EndedRun[]> => {
  const { terminal, signal } = context;
  terminal.print(`sandbox at ${target.sandbox.url}: no AWS account is asked`, '');
  const machineArn = await findMachine(target, runbook, signal);
  const ended: EndedRun[] = [];
  for (const run of demoRuns(healthyInstance(target), ports)) {
    terminal.print(terminal.colors.bold(run.title), `  $ runbook start ${runbook} ${exampleWords(run.request)}`);
    const execution = await runOnce(context, target, { machineArn, run });
    const isAsExpected = run.isAsExpected(execution);
    terminal.print('', ...endLines(execution, terminal), `expected: ${run.expected}`, '');
    ended.push({ run, execution, isAsExpected });
  }
  return ended;
};

const runOnce = async (
  context: Context,
  target: Target,
  { machineArn, run }: { machineArn: string; run: DemoRun },
): Promise<ExecutionDocument> => {
  const order = { machineArn, runbook, request: run.request, trigger: { by: 'demo', from: 'cli' } };
  const { executionArn } = await startRunbook(target.clients, order, { abortSignal: context.signal });
  return watchRun(context, target, { runbook, executionArn });
};

const asDocument = ({ run, execution, isAsExpected }: EndedRun) => ({
  title: run.title,
  request: run.request,
  expected: run.expected,
  isAsExpected,
  execution,
});

const showEnd = (ended: EndedRun[], tookMs: number, { terminal }: Context): void => {
  const { green, red } = terminal.colors;
  terminal.print(
    ...ended.map(({ run, isAsExpected }) => `${isAsExpected ? green('✓') : red('✗')} ${run.title}`),
    `${ended.length} runs in ${duration(tookMs)}. Next: npm start -- list, npm start -- start autodiag --help`,
  );
  const failed = ended.filter(({ isAsExpected }) => !isAsExpected);
  if (failed.length > 0) {
    throw new DemoFailedError(failed.map(({ run }) => `${run.title} was to end so: ${run.expected}`).join('; '));
  }
};
