import { describe, expect, it } from '@jest/globals';
import { redactJson, redactLine } from '../../../../../layers/autodiag/src/general/redact.ts';

describe('redactLine', () => {
  it.each([
    'ECS_ENGINE_AUTH_DATA={"registry.example.com":{"username":"u","password":"s3cret-value"}}',
    'AWS_SECRET_ACCESS_KEY=s3cret-value',
    'AWS_SESSION_TOKEN = s3cret-value',
    'export DB_PASSWORD=s3cret-value',
    'ECS_AGENT_LABEL=AKIAS3CRETVALUE00000-s3cret-value-AKIA1234567890ABCDEF'.replace('-s3cret-value', ''),
    '# AWS_SECRET_ACCESS_KEY=s3cret-value',
    'HTTP_PROXY=http://user:s3cret-value@proxy.example.com:3128',
    '"password": "s3cret-value"}',
    'HTTP_PROXY=user:s3cret-value@proxy.example.com:3128',
    'HTTP_PROXY=http://user:p@s3cret-value@proxy.example.com:3128',
    'HTTP_PROXY=http://user:p/s3cret-value@proxy.example.com:3128',
    '# password: s3cret-value',
    'DB_PASS=s3cret-value',
    'DB_PWD=s3cret-value',
    'SIGNING_KEY=s3cret-value',
    'SOMETHING=wJalrXUtnFEMIs3cret-valueK7MDENGbPxRfiCYEXAMPLEKEY'.replace('s3cret-value', 'AAAA'),
  ])('shows nothing secret of %s', (line) => {
    const shown = redactLine(line);
    expect(shown).not.toMatch(/s3cret-value|AKIA|wJalrXUtnFEMI/);
    expect(shown).toMatch(/\[redacted\]|no setting/);
  });

  it.each([
    'ECS_CLUSTER=production',
    'ECS_ENGINE_AUTH_TYPE=dockercfg',
    'ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION=3h',
    'ECS_ENABLE_TASK_IAM_ROLE=true',
    'ECS_RESERVED_MEMORY=256',
    'ECS_INSTANCE_ATTRIBUTES={"stack":"web"}',
    'NO_PROXY=169.254.169.254,/var/run/docker.sock',
  ])('leaves %s as it is', (line) => {
    expect(redactLine(line)).toBe(line);
  });
});

describe('a secret that is a number', () => {
  it('is redacted in a line and in JSON', () => {
    expect(redactLine('DB_PASSWORD=12345678')).toBe('DB_PASSWORD=[redacted]');
    expect(redactJson({ password: 12345678, port: 3306 })).toEqual({ password: '[redacted]', port: 3306 });
  });
});

describe('redactJson', () => {
  it('redacts at any depth and leaves the rest', () => {
    const value = {
      Cluster: 'production',
      EngineAuthData: { 'registry.example.com': { auth: 's3cret' } },
      list: [{ token: 's3cret' }],
    };
    expect(redactJson(value)).toEqual({
      Cluster: 'production',
      EngineAuthData: '[redacted]',
      list: [{ token: '[redacted]' }],
    });
  });
});
