import definition from '../../../statemachines/agent-disconnect/definition.asl.json' with { type: 'json' };
import type { disconnectWorld } from './disconnect-world.ts';

/** Task states of a run that confirms at its first look and finds the agent back at its next: over before the rule's events come. */
export const path = [
  'ValidateRequest',
  'CheckClusterWatched',
  'VerifyDisconnects',
  'ActOnInstances',
  'StartHook',
  'AlertDisconnects',
  'CheckRecovery',
  'TellRecovery',
  'ReportDisconnects',
  'NotifyResult',
];

/** What such a run is started with. */
export const request = { follow: true, graceSeconds: 0, confirmations: 1, actions: ['drain'] };

/** Runs in which states fail, or counts are over at once. */
export const failingRuns = ({ world, pass, cluster, run }: ReturnType<typeof disconnectWorld>) => {
  /** Runs while an agent is away for 20 s, and each of the named states meets a function that cannot be invoked. */
  const runFailing = async (...states: string[]) => {
    const shop = cluster(4);
    shop.disconnect(0);
    const { clock, faults } = world.sandbox;
    for (const state of states) {
      const call = state === 'KeepAlert' ? path.indexOf('AlertDisconnects') + 2 : path.indexOf(state) + 1;
      faults.add({ service: 'lambda', operation: 'Invoke', call, error: 'ResourceNotFoundException' });
    }
    clock.after(20_000, () => shop.connect(0));
    const ended = await run({ ...request, cluster: shop.name });
    await pass(120);
    return { ...ended, shop, result: ended.output as { outcome: string; findings: object[] } | undefined };
  };

  /** Runs a copy of the machine in which a count is over at once. */
  const runLimited = async (state: 'IsTrackingToBeRepeated' | 'IsOutageOver' | 'IsVerified', given: object) => {
    const { stepFunctions, lambda } = world.sandbox.services;
    const copy = structuredClone(definition) as { States: Record<string, { Choices?: Record<string, unknown>[] }> };
    for (const rule of copy.States[state]?.Choices ?? []) {
      if ('NumericGreaterThanEquals' in rule) rule['NumericGreaterThanEquals'] = 0;
    }
    const text = JSON.stringify(copy).replaceAll(/\$\{(\w+)LambdaFunction\.Arn\}/g, (_all, name: string) =>
      lambda.arnOf(`ecs-runbooks-sandbox-${name.replaceAll(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase()}`),
    );
    const { stateMachineArn } = await stepFunctions.createStateMachine({
      name: `limited-${state}`,
      definition: text,
      roleArn: 'arn:aws:iam::000000000000:role/limited',
    });
    const execution = stepFunctions.startExecution({ stateMachineArn, input: JSON.stringify(given) });
    await execution.ended;
    const { status, error, output = 'null' } = execution;
    return { status, error, output: JSON.parse(output) };
  };

  return { runFailing, runLimited };
};
