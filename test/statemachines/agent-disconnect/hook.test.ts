import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts';

const startHook = 'ecs-runbooks-sandbox-start-hook';

let sandbox: Sandbox;
let sfn: SFNClient;
let stateMachineArn: string;

beforeAll(async () => {
  sandbox = await startSandbox({ clock: 'turned', region: 'us-east-1' });
  const credentials = { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' };
  sfn = new SFNClient({ endpoint: sandbox.url, region: 'us-east-1', credentials });
  const definition = JSON.stringify({ StartAt: 'Repair', States: { Repair: { Type: 'Pass', End: true } } });
  const roleArn = 'arn:aws:iam::000000000000:role/machine';
  const { stepFunctions, lambda } = sandbox.services;
  ({ stateMachineArn } = await stepFunctions.createStateMachine({ name: 'repair', definition, roleArn }));
  lambda.setEnvironment(startHook, { HOOK_STATE_MACHINE_ARN: stateMachineArn });
}, 600_000);
afterEach(() => sandbox.faults.clear());
afterAll(async () => {
  sfn.destroy();
  await sandbox.close();
});

/** Follows the outage of one of a cluster's eight instances, which is over after ten minutes. */
const follow = async (clusterName: string, machine: string) => {
  const { ecs } = sandbox.services;
  ecs.operations.CreateCluster({ clusterName });
  for (let index = 0; index < 8; index += 1) {
    ecs.registerInstance({ clusterName, launchType: 'EC2', ec2InstanceId: `${machine.slice(0, -1)}${index}` });
  }
  ecs.setAgentConnected(machine, false);
  const back = sandbox.clock.sleep(600_000).then(() => ecs.setAgentConnected(machine, true));
  const run = await sandbox.run('agent-disconnect', { cluster: clusterName, follow: true });
  await back;
  return run;
};

const mails = (cluster: string) =>
  sandbox.services.sns.mailbox().filter(({ subject = '' }) => subject.includes(` in ${cluster} (`));

describe('agent-disconnect with a hook', () => {
  it('starts the state machine once, with the confirmed instance', async () => {
    const { executionArn, status } = await follow('hooked', 'i-0123456789abcdef0');
    expect(status).toBe('SUCCEEDED');
    const { executions = [] } = await sfn.send(new ListExecutionsCommand({ stateMachineArn }));
    const inputs = executions.map(
      ({ executionArn: arn = '' }) => sandbox.services.stepFunctions.execution(arn).request.input ?? '',
    );
    expect(inputs.map((input) => JSON.parse(input))).toMatchObject([
      { cluster: 'hooked', execution: executionArn, instances: [{ instanceId: 'i-0123456789abcdef0' }] },
    ]);
  });

  it('alerts all the same where it cannot be started, and says so', async () => {
    sandbox.faults.add({
      ...{ service: 'states', operation: 'StartExecution', functionName: startHook, times: 20 },
      ...{ error: 'StateMachineDoesNotExist', message: 'State Machine Does Not Exist' },
    });
    expect(await follow('hookless', 'i-0fedcba9876543210')).toMatchObject({ status: 'SUCCEEDED' });
    expect(JSON.stringify(mails('hookless')[0])).toContain('Starting your hook failed (StateMachineDoesNotExist');
    expect(mails('hookless')).toHaveLength(2);
  });
});
