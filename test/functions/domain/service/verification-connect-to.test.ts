import { describe, expect, it } from '@jest/globals';
import { dialOf, readConnectTo } from '../../../../functions/domain/service/verification-connect-to.ts';

const target = { host: 'web.example.com', port: 443 };

describe('VERIFICATION_CONNECT_TO', () => {
  it.each([
    ['', target],
    ['web.example.com:443:127.0.0.1:8443', { host: '127.0.0.1', port: 8443 }],
    ['WEB.example.com:443:127.0.0.1:8443', { host: '127.0.0.1', port: 8443 }],
    ['::lb.example.com:', { host: 'lb.example.com', port: 443 }],
    [':443::8443', { host: 'web.example.com', port: 8443 }],
    ['web.example.com::[::1]:1', { host: '::1', port: 1 }],
    ['other.example.com:443:127.0.0.1:1', target],
    ['web.example.com:80:127.0.0.1:1', target],
    ['other.example.com:443:127.0.0.1:1, web.example.com:443:127.0.0.1:2', { host: '127.0.0.1', port: 2 }],
  ])('%s leads there', (text, dialled) => {
    expect(dialOf(target, readConnectTo(text))).toEqual(dialled);
  });

  it.each(['web.example.com', 'a:1:b', 'a:1:b:70000', 'a:0:b:1', 'a:1:::1:2', 'a:x:b:1'])('refuses %s', (text) => {
    expect(() => readConnectTo(text)).toThrow('VERIFICATION_CONNECT_TO: HOST1:PORT1:HOST2:PORT2, several by comma');
  });
});
