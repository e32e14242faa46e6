import { describe, expect, it } from '@jest/globals';
import { isSecretName, redactText } from '../../../functions/domain/redact.ts';

describe('redactText', () => {
  it.each([
    ['login failed for postgres://app:hunter2@db.example.com:5432/x', 'postgres://[redacted]@db.example.com:5432/x'],
    ['config {"password": "hunter2", "port": 80}', '{"password": "[redacted]", "port": 80}'],
    ['DB_PASSWORD=hunter2 not accepted', 'DB_PASSWORD=[redacted] not accepted'],
    ['using AKIAABCDEFGHIJKLMNOP', 'using [redacted]'],
    ['bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln sent', 'bearer [redacted] sent'],
    ['aws wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY12 x', 'aws [redacted] x'],
    ['-----BEGIN RSA PRIVATE KEY-----MIIE', '[redacted]'],
  ])('takes the secret out of %s', (line, shown) => {
    expect(redactText(line)).toContain(shown);
    expect(redactText(line)).not.toContain('hunter2');
  });

  it.each([
    'password authentication failed for user "app"',
    'cannot open /usr/src/app/node_modules/somewhere/very/deep/index.js',
    `image sha256:${'0123456789abcdef'.repeat(4)} runs`,
    'listening on http://0.0.0.0:8080/path',
    'at com.example.shop.orders.OrderControllerWithAVeryLongName.handle(OrderController.java:42)',
  ])('leaves %s', (line) => {
    expect(redactText(line)).toBe(line);
  });

  it.each([
    'a'.repeat(20_000),
    'password'.repeat(3_000),
    'aA1/'.repeat(5_000),
    '://'.repeat(7_000),
    '-----BEGIN '.repeat(2_000),
    '--token'.repeat(3_000),
  ])('does not take long for %#', (text) => {
    const startedAt = performance.now();
    redactText(text);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});

describe('isSecretName', () => {
  it.each(['DB_PASS', 'smtpPassword', 'SENTRY_DSN', 'AUTH', 'API_KEY', 'KEY', 'STRIPE_WEBHOOK', 'CONNECTION_STRING'])(
    'takes %s for the name of a secret',
    (name) => expect(isSecretName(name)).toBe(true),
  );

  it.each(['PATH', 'COMPASS', 'MONKEY', 'AUTHOR', 'LOG_LEVEL', 'PORT'])('takes %s for none', (name) =>
    expect(isSecretName(name)).toBe(false),
  );
});
