import { describe, expect, it } from '@jest/globals';
import { attachInterface, precreatedInterface } from '../../../sandbox/tasks/network.ts';
import type { TaskRecord } from '../../../sandbox/tasks/records.ts';

const addressOfNewTask = (): string | undefined => {
  const attachment = precreatedInterface();
  const record = { id: crypto.randomUUID(), network: undefined, task: { attachments: [attachment], containers: [] } };
  attachInterface(record as unknown as TaskRecord);
  return attachment.details?.find(({ name }) => name === 'privateIPv4Address')?.value;
};

describe('the network interface of a task', () => {
  it('has an address that no other task has, however many there are', () => {
    const addresses = Array.from({ length: 5_000 }, addressOfNewTask);
    expect(new Set(addresses).size).toBe(5_000);
    for (const address of addresses) expect(address).toMatch(/^10\.0\.\d{1,3}\.\d{1,3}$/);
  });
});
