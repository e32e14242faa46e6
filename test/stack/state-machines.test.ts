import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';

const require = createRequire(import.meta.url);

interface Statement {
  Action: string | string[];
  Resource: unknown;
}
interface Role {
  Properties: { Policies: [{ PolicyDocument: { Statement: Statement[] } }] };
}
const { Resources: roles } = (require('../../statemachines/roles.cjs') as () => { Resources: Record<string, Role> })();
const { stateMachines } = (
  require('../../statemachines/machines.cjs') as () => {
    stateMachines: Record<
      string,
      { definition: { States: Record<string, { Parameters?: { StateMachineArn?: unknown } }> } }
    >;
  }
)();

const statementsOf = (runbook: string): Statement[] =>
  roles[`${runbook}StateMachineRole`]?.Properties.Policies[0].PolicyDocument.Statement ?? [];
const allowedTo = (runbook: string, action: string): unknown =>
  statementsOf(runbook).find(({ Action }) => [Action].flat().includes(action))?.Resource;

const executionsOf = (runbook: string) => ({
  'Fn::Sub': expect.stringMatching(new RegExp(`:states:.*:execution:.*-${runbook}:\\*$`)),
});

describe('the machine that runs others', () => {
  it('may start those that its definition names, and no other', () => {
    expect(allowedTo('ReplaceService', 'states:StartExecution')).toEqual([
      { Ref: 'DeployServiceStateMachine' },
      { Ref: 'TeardownServiceStateMachine' },
    ]);
  });

  it.each(['states:DescribeExecution', 'states:StopExecution'])('may %s of their executions', (action) => {
    expect(allowedTo('ReplaceService', action)).toEqual([
      executionsOf('deploy-service'),
      executionsOf('teardown-service'),
    ]);
  });

  it.each(['events:PutTargets', 'events:PutRule', 'events:DescribeRule'])(
    'may %s for the rule that tells it of their end',
    (action) => {
      expect(JSON.stringify(allowedTo('ReplaceService', action))).toContain(
        ':rule/StepFunctionsGetEventsForStepFunctionsExecutionRule',
      );
    },
  );

  it('names them by reference', () => {
    expect(stateMachines['ReplaceService']?.definition.States['DeployService']?.Parameters?.StateMachineArn).toEqual({
      Ref: 'DeployServiceStateMachine',
    });
  });
});

describe('a machine that runs no other', () => {
  it.each(['Autodiag', 'DeployService', 'TeardownService', 'ScaleService'])('%s may not start one', (runbook) => {
    expect(statementsOf(runbook).length).toBeGreaterThan(0);
    expect(JSON.stringify(statementsOf(runbook))).not.toMatch(/states:|events:/);
  });
});
