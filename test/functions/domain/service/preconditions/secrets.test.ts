import { describe, expect, it } from '@jest/globals';
import { found, missing, unseen } from '../../../../../functions/domain/service/preconditions/looked.ts';
import {
  readCredentialsReference,
  readSensitiveReference,
} from '../../../../../functions/domain/service/preconditions/secret-reference.ts';
import { checkSensitive } from '../../../../../functions/domain/service/preconditions/secrets.ts';

const account = '111122223333';
const secret = `arn:aws:secretsmanager:us-east-1:${account}:secret:/app/db-PDM7uK`;
const parameter = `arn:aws:ssm:eu-west-1:${account}:parameter`;
const noVersion = { versionStage: undefined, versionId: undefined };

describe('readSensitiveReference', () => {
  it.each([
    [secret, { kind: 'SECRET', id: secret, region: 'us-east-1', ...noVersion }],
    [`${secret}:PASSWORD::`, { kind: 'SECRET', id: secret, region: 'us-east-1', ...noVersion }],
    [`${secret.slice(0, -7)}:::`, { kind: 'SECRET', id: secret.slice(0, -7), region: 'us-east-1', ...noVersion }],
    [
      `${secret}:KEY:AWSPREVIOUS:`,
      { kind: 'SECRET', id: secret, region: 'us-east-1', versionStage: 'AWSPREVIOUS', versionId: undefined },
    ],
    [`${secret}:::v1`, { kind: 'SECRET', id: secret, region: 'us-east-1', versionStage: undefined, versionId: 'v1' }],
    [
      '/app/host',
      { kind: 'PARAMETER', id: '/app/host', names: ['/app/host'], region: undefined, accountId: undefined },
    ],
    [
      `${parameter}/app/host`,
      { kind: 'PARAMETER', id: `${parameter}/app/host`, names: ['/app/host'], region: 'eu-west-1', accountId: account },
    ],
    [
      `${parameter}/host`,
      { kind: 'PARAMETER', id: `${parameter}/host`, names: ['host', '/host'], region: 'eu-west-1', accountId: account },
    ],
  ])('reads %s', (valueFrom, expected) => {
    expect(readSensitiveReference(valueFrom)).toEqual(expected);
  });

  it.each([
    [`${secret}:KEY`, 'after the name of the secret comes nothing, or all of'],
    [`${secret}:KEY:::`, 'after the name of the secret'],
    [`arn:aws:secretsmanager:us-east-1:${account}:secret:`, 'after the name of the secret'],
    ['arn:aws:s3:::bucket/key', 'it is the ARN of neither a secret nor a parameter'],
    ['arn:aws', 'it is the ARN of neither'],
    ['a value', 'it is neither an ARN nor the name of a parameter'],
  ])('refuses %s', (valueFrom, problem) => {
    expect(readSensitiveReference(valueFrom)).toMatchObject({
      kind: 'WRONG',
      problem: expect.stringContaining(problem),
    });
  });
});

describe('readCredentialsReference', () => {
  it('takes a name or an ARN of a secret, not a parameter', () => {
    expect(readCredentialsReference('registry')).toMatchObject({ kind: 'SECRET', id: 'registry', region: undefined });
    expect(readCredentialsReference(secret)).toMatchObject({ kind: 'SECRET', id: secret });
    expect(readCredentialsReference(`${parameter}/x`)).toMatchObject({
      kind: 'WRONG',
      problem: expect.stringContaining('not a secret'),
    });
  });
});

const live = { deletedAt: null, versions: { v1: ['AWSCURRENT'], v0: ['AWSPREVIOUS'] } };
const judged = (valueFrom: string, fact: Parameters<typeof checkSensitive>[1]['secrets'][string]) => {
  const reference = readSensitiveReference(valueFrom);
  return checkSensitive([reference], { secrets: { [reference.id]: fact }, parameters: {} }, account)[0];
};

describe('checkSensitive', () => {
  it.each([
    ['a secret with a value', secret, found(live), 'PASS', 'exists; its value was not read'],
    ['a label that it has', `${secret}::AWSPREVIOUS:`, found(live), 'PASS', 'exists'],
    ['a version that it has', `${secret}:::v0`, found(live), 'PASS', 'exists'],
    ['no such secret', secret, missing, 'FAIL', 'there is no such secret, and tasks fetch it when they start'],
    ['a denial', secret, unseen('not authorized'), 'WARN', 'not looked at: not authorized'],
    [
      'a secret without a value',
      secret,
      found({ ...live, versions: {} }),
      'FAIL',
      'it has no version labelled AWSCURRENT',
    ],
    ['a label that it lacks', `${secret}::BLUE:`, found(live), 'FAIL', 'it has no version labelled BLUE'],
    ['a version that it lacks', `${secret}:::v9`, found(live), 'FAIL', 'it has no version v9'],
    [
      'a label of another version',
      `${secret}::AWSCURRENT:v0`,
      found(live),
      'FAIL',
      'it has no version labelled AWSCURRENT',
    ],
    [
      'a secret that will be deleted',
      secret,
      found({ ...live, deletedAt: '2026-01-01T00:00:00.000Z' }),
      'FAIL',
      'it is scheduled for deletion since 2026-01-01',
    ],
  ])('judges %s', (_what, valueFrom, fact, status, detail) => {
    expect(judged(valueFrom, fact)).toMatchObject({
      check: `secret ${secret}`,
      status,
      detail: expect.stringContaining(detail),
    });
  });

  it('says how a secret is restored', () => {
    const finding = judged(secret, found({ ...live, deletedAt: '2026-01-01T00:00:00.000Z' }));
    expect(finding?.remedy).toBe(`aws secretsmanager restore-secret --secret-id '${secret}' --region us-east-1`);
  });

  it('judges parameters by any of their names, each in its region', () => {
    const references = ['/a', '/b', `${parameter}/host`].map(readSensitiveReference);
    const parameters = { '': found(['/a']), 'eu-west-1': found(['host']) };
    const findings = checkSensitive(references, { secrets: {}, parameters }, account);
    expect(findings.map(({ check, status }) => [check, status])).toEqual([
      ['parameter /a', 'PASS'],
      ['parameter /b', 'FAIL'],
      [`parameter ${parameter}/host`, 'PASS'],
    ]);
    expect(findings[1]?.remedy).toContain('aws ssm describe-parameters');
  });

  it('does not judge parameters of another account, nor those that may not be looked at', () => {
    const elsewhere = readSensitiveReference('arn:aws:ssm:us-east-1:000000000000:parameter/x');
    const parameters = { '': unseen('denied') };
    expect(
      checkSensitive([elsewhere, readSensitiveReference('/a')], { secrets: {}, parameters }, account),
    ).toMatchObject([
      { status: 'WARN', detail: 'not looked at: it is in account 000000000000' },
      { status: 'WARN', detail: 'not looked at: denied' },
    ]);
  });

  it('fails what is no reference', () => {
    expect(checkSensitive([readSensitiveReference('a value')], { secrets: {}, parameters: {} }, account)).toMatchObject(
      [{ check: 'valueFrom a value', status: 'FAIL' }],
    );
  });
});
