import { once } from 'node:events';
import type { Sandbox } from '../../sandbox/index.ts';
import type { Context, GlobalOptions } from '../context.ts';
import { exitCodes, UsageError } from '../errors.ts';
import { mailLines } from '../render/mail.ts';
import { startOwnSandbox } from '../target/own-sandbox.ts';
import { type ScenarioChoice, scenarioOf } from '../target/scenario.ts';

/** Options of `runbook sandbox`. */
export interface SandboxCommandOptions extends GlobalOptions, ScenarioChoice {
  port: string;
  host?: string;
}

const portOf = (text: string): number => {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw new UsageError('--port takes a number from 0 (any free port) to 65535');
  return port;
};

const announce = ({ terminal }: Context, serving: Sandbox): void => {
  const { url, port, region, accountId, environment, scenario } = serving;
  terminal.print(
    `serving AWS at ${url} (account ${accountId}, region ${region}); Ctrl-C ends it`,
    ...(scenario ? [`scenario ${scenario.name} has made:`, ...scenario.made.map((line) => `  ${line}`)] : []),
    'in another terminal:',
    ...Object.entries(environment).map(([name, value]) => `export ${name}=${value}`),
    ...(scenario?.commands ?? []),
  );
  if (!terminal.isJson) return;
  const { name, made, commands } = scenario ?? {};
  terminal.printJson({
    url,
    port,
    region,
    accountId,
    environment,
    ...(scenario && { scenario: { name, made, commands } }),
  });
};

/** Shows mails as they arrive, one JSON document a line in JSON mode. */
const showMails = ({ terminal }: Context, { services }: Sandbox): void => {
  services.sns.onMail((mail) => {
    if (terminal.isJson) terminal.printJsonLine({ mail });
    else terminal.print(...mailLines(mail, terminal.colors));
  });
};

/** `runbook sandbox`: serves AWS on this machine until it is interrupted, which is its ordinary end. */
export const sandbox = async (context: Context, options: SandboxCommandOptions): Promise<number> => {
  const { environment, signal } = context;
  if (options.stage !== undefined) throw new UsageError('the sandbox has a stage of its own: leave --stage out');
  const port = portOf(options.port);
  const scenario = await scenarioOf(context, options);
  // A scenario brings the region of its specs.
  const region = options.region ?? (scenario ? undefined : environment.region);
  const serving = await startOwnSandbox(context, {
    port,
    ...(options.host ? { host: options.host } : {}),
    ...(region ? { region } : {}),
    ...(scenario ? { scenario } : {}),
  });
  try {
    announce(context, serving);
    showMails(context, serving);
    if (!signal.aborted) await once(signal, 'abort');
  } finally {
    await serving.close();
  }
  return exitCodes.ok;
};
