import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import { partOf, type Resource } from './parameters.ts';

const key = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const require = createRequire(import.meta.url);

interface Statement {
  Action: string | string[];
  Resource: unknown;
}

const { declared }: { declared: () => Record<string, { iamRoleStatements: Statement[] }> } =
  require('../../functions/functions.cjs');

const roles = async (parameters: Record<string, unknown>): Promise<Record<string, Resource>> =>
  (await partOf('functions/roles.cjs', parameters)).Resources ?? {};

const statementsOf = ({ Properties }: Resource): Statement[] => Properties.Policies[0].PolicyDocument.Statement;

const keyStatementsOf = (resource: Resource): Statement[] =>
  statementsOf(resource).filter(({ Action }) => JSON.stringify(Action).includes('kms:'));

const rolesThat = (...actions: string[]): string[] =>
  Object.entries(declared())
    .filter(([, { iamRoleStatements }]) =>
      iamRoleStatements.flatMap(({ Action }) => Action).some((action) => actions.includes(action)),
    )
    .map(([name]) => `${name[0]?.toUpperCase()}${name.slice(1)}Role`)
    .sort();

describe('the parameter kmsKeyArn', () => {
  it('encrypts the log groups of all functions, of the machines and of AutoDiag, and the result topic', async () => {
    const { extensions = {} } = await partOf('functions/encryption.cjs', { kmsKeyArn: key });
    const groups = Object.keys(declared()).map((name) => `${name[0]?.toUpperCase()}${name.slice(1)}LogGroup`);
    const { ResultTopic, ...rest } = extensions;
    expect(Object.keys(rest).sort()).toEqual([...groups, 'AutodiagLogGroup', 'StateMachineLogGroup'].sort());
    for (const extension of Object.values(rest)) expect(extension).toEqual({ Properties: { KmsKeyId: key } });
    expect(ResultTopic).toEqual({ Properties: { KmsMasterKeyId: key } });
  });

  it('changes nothing where it is not set', async () => {
    expect(await partOf('functions/encryption.cjs')).toEqual({ Resources: {} });
    expect(Object.values(await roles({})).flatMap(keyStatementsOf)).toEqual([]);
  });

  it('lets those who send make data keys of it, those who receive decrypt, and nobody else use it', async () => {
    const withKey = Object.entries(await roles({ kmsKeyArn: key })).filter(
      ([, role]) => keyStatementsOf(role).length > 0,
    );
    const senders = rolesThat('sns:Publish', 'sqs:SendMessage');
    const receivers = rolesThat('sqs:ReceiveMessage');
    expect(senders).toContain('NotifyResultRole');
    expect(senders).toContain('AlertDisconnectsRole');
    expect(senders).toContain('KeepAlertRole');
    expect(receivers).toEqual(['StartAgentDisconnectRole']);
    expect(withKey.map(([id]) => id).sort()).toEqual([...senders, ...receivers].sort());
    for (const [id, role] of withKey) {
      const Action = senders.includes(id) ? ['kms:GenerateDataKey', 'kms:Decrypt'] : 'kms:Decrypt';
      expect(keyStatementsOf(role)).toEqual([{ Effect: 'Allow', Action, Resource: key }]);
    }
  });
});

describe('the parameter agentDisconnectHookStateMachineArn', () => {
  const arn = 'arn:aws:states:us-east-1:111122223333:stateMachine:repair';

  it('lets the function that starts the hook start that machine, and no other', async () => {
    const role = (await roles({ agentDisconnectHookStateMachineArn: arn }))['StartHookRole'];
    const start = role && statementsOf(role).filter(({ Action }) => Action === 'states:StartExecution');
    expect(start).toEqual([
      {
        Effect: 'Allow',
        Action: 'states:StartExecution',
        // the packager puts the parameter in
        Resource: expect.stringMatching(/^\$\{param:agentDisconnectHookStateMachineArn\}$/),
      },
    ]);
  });

  it('lets it start none where it is not set', async () => {
    const role = (await roles({}))['StartHookRole'];
    expect(JSON.stringify(role)).toContain('s3:GetObject');
    expect(JSON.stringify(role)).not.toContain('states:');
  });
});
