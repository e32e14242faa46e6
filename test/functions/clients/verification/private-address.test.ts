import { describe, expect, it } from '@jest/globals';
import { isPrivateAddress } from '../../../../functions/clients/verification/private-address.ts';

describe('isPrivateAddress', () => {
  it.each(['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', 'fd12::1'])(
    'is so for %s',
    (it) => {
      expect(isPrivateAddress(it)).toBe(true);
    },
  );

  it.each(['8.8.8.8', '172.32.0.1', '127.0.0.1', '169.254.169.254', '2600::1', '::1'])('is not for %s', (it) => {
    expect(isPrivateAddress(it)).toBe(false);
  });
});
