import { describe, expect, it } from '@jest/globals';
import pc from 'picocolors';
import { mailLines } from '../../../cli/render/mail.ts';

const colors = pc.createColors(false);
const mail = {
  topicArn: 'arn:aws:sns:us-east-1:111122223333:alerts',
  messageId: '1',
  subject: 'prod: 2 agents are disconnected',
  message: 'Two agents are gone.\n\n  i-0123456789abcdef0 since 12:00\n',
  to: 'ops@example.com',
  publishedAt: '2026-01-01T00:00:00.000Z',
};

describe('mailLines', () => {
  it('shows whom a mail is to, its subject and its text', () => {
    expect(mailLines(mail, colors)).toEqual([
      '✉ mail to ops@example.com, of topic alerts, 2026-01-01T00:00:00.000Z',
      '  prod: 2 agents are disconnected',
      '  │ Two agents are gone.',
      '  │',
      '  │   i-0123456789abcdef0 since 12:00',
    ]);
  });

  it('says where nobody would get it, and shows JSON as it is', () => {
    const { to, subject, ...rest } = mail;
    expect(mailLines({ ...rest, message: '{"version":"1.0"}' }, colors)).toEqual([
      '✉ mail of topic alerts, to which nobody is subscribed by mail, 2026-01-01T00:00:00.000Z',
      '  │ {"version":"1.0"}',
    ]);
  });

  it('lets no message drive the terminal', () => {
    expect(mailLines({ ...mail, subject: 'a\u001b[2Jb', message: 'c\r\u001b]0;x\u0007' }, colors).join('')).not.toMatch(
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      /[\u0000-\u001f]/,
    );
  });
});
