import { LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { paginateListExecutions, SFNClient } from '@aws-sdk/client-sfn';
import type { Execution } from '../../../sandbox/engine/execution.ts';
import type { Sandbox } from '../../../sandbox/index.ts';
import type { Plan } from './drops.ts';
import { addTo, LogCounts, shortName } from './log-counts.ts';

/** How often a function ran, and how many AWS calls it made in all. */
export interface Invoked {
  count: number;
  calls: number;
  memoryMb: number;
}

/** What was seen of a plan's course. */
export interface Observed {
  plan: Plan;
  executions: number;
  transitions: number;
  /** By function. */
  invocations: Map<string, Invoked>;
  /** Milliseconds that the functions took here. */
  measuredMs: number;
  /** By `service:operation`: those of functions, of EventBridge and of Lambda's pollers. */
  calls: Map<string, number>;
  /** Subjects of what was published to the alert topic. */
  messages: string[];
  /** Messages in the dead-letter queue. */
  kept: number;
  logBytes: number;
  /** Custom metrics, each counted once for every hour in which it was told. */
  metricHours: number;
  /** Instances alerted, by how often. */
  alerted: Map<number, number>;
  /** Failures that must not be: events that EventBridge could not hand over, executions that failed. */
  failures: string[];
}

const clientOf = ({ environment, url, region }: Sandbox) => ({
  endpoint: url,
  region,
  credentials: { accessKeyId: environment.AWS_ACCESS_KEY_ID, secretAccessKey: environment.AWS_SECRET_ACCESS_KEY },
});

/** The runbook's executions of a sandbox. */
const executionsOf = async (sandbox: Sandbox): Promise<Execution[]> => {
  const { services, region, accountId } = sandbox;
  const client = new SFNClient(clientOf(sandbox));
  const stateMachineArn = `arn:aws:states:${region}:${accountId}:stateMachine:ecs-runbooks-sandbox-agent-disconnect`;
  const executions: Execution[] = [];
  for await (const page of paginateListExecutions({ client }, { stateMachineArn })) {
    for (const { executionArn = '' } of page.executions ?? [])
      executions.push(services.stepFunctions.execution(executionArn));
  }
  client.destroy();
  return executions;
};

/** Memory of each function in MB, by its short name. */
const memoryByFunction = async (sandbox: Sandbox): Promise<Map<string, number>> => {
  const client = new LambdaClient(clientOf(sandbox));
  const memory = new Map<string, number>();
  for await (const page of paginateListFunctions({ client }, {})) {
    for (const { FunctionName = '', MemorySize = 0 } of page.Functions ?? [])
      memory.set(shortName(FunctionName), MemorySize);
  }
  client.destroy();
  return memory;
};

/** AWS counts a transition for each state that is entered, and for each retry. */
const transitionsOf = ({ history }: Execution): number =>
  history.events.filter(({ type = '' }) => /StateEntered$|^(LambdaFunction|Task)(Failed|TimedOut)$/.test(type)).length;

const failureOf = ({ request, status, error, cause }: Execution): string =>
  `execution ${request.name} ${status}: ${error} ${cause}`;

/** Counts of what runs past the functions' logs. */
const outcomeOf = async (sandbox: Sandbox) => {
  const { services, region, accountId } = sandbox;
  const executions = await executionsOf(sandbox);
  const arnOf = (service: string, name: string) =>
    `arn:aws:${service}:${region}:${accountId}:ecs-runbooks-sandbox-agent-${name}`;
  const topicArn = arnOf('sns', 'alerts');
  return {
    executions: executions.length,
    transitions: executions.reduce((sum, execution) => sum + transitionsOf(execution), 0),
    messages: services.sns
      .mailbox()
      .filter((mail) => mail.topicArn === topicArn && mail.to === undefined)
      .map(({ subject = '' }) => subject),
    kept: services.sqs.messages(arnOf('sqs', 'dead-letters')).length,
    failures: [
      ...services.eventBridge.undelivered().map(({ rule, error }) => `an event of rule ${rule}: ${error}`),
      ...executions.filter(({ status }) => status !== 'RUNNING' && status !== 'SUCCEEDED').map(failureOf),
    ],
  };
};

/**
 * Begins to count what happens in a sandbox.
 *
 * @returns what ends the counting and gives the counts of a plan whose instances have the given ids
 */
export const observe = (sandbox: Sandbox): ((plan: Plan, ids: string[]) => Promise<Observed>) => {
  const { services, faults } = sandbox;
  const calls = new Map<string, number>();
  const callsByFunction = new Map<string, number>();
  const logs = new LogCounts();
  const ends = [
    faults.observe(({ service, operation, functionName }) => {
      addTo(calls, `${service}:${operation}`);
      if (functionName !== undefined) addTo(callsByFunction, shortName(functionName));
    }),
    services.logs.onEvents((arrival) => logs.add(arrival)),
  ];
  return async (plan, ids) => {
    for (const end of ends) end();
    const indexOf = new Map(ids.map((id, index) => [id, index]));
    const memory = await memoryByFunction(sandbox);
    const { bytes: logBytes, metricHours, measuredMs } = logs;
    return {
      plan,
      ...(await outcomeOf(sandbox)),
      invocations: new Map(
        [...logs.starts].map(([name, count]): [string, Invoked] => [
          name,
          { count, calls: callsByFunction.get(name) ?? 0, memoryMb: memory.get(name) ?? Number.NaN },
        ]),
      ),
      calls,
      logBytes,
      metricHours,
      measuredMs,
      alerted: new Map([...logs.alerted].map(([id, count]) => [indexOf.get(id) ?? Number.NaN, count])),
    };
  };
};
