import { describe, expect, it } from '@jest/globals';
import pc from 'picocolors';
import { agentLines } from '../../../cli/render/agents.ts';

const colors = pc.createColors(false);
const agent = { instance: 'i-0123456789abcdef0', cluster: 'demo', status: 'ACTIVE', agentConnected: true };

describe('agentLines', () => {
  it('says that there are none', () => {
    expect(agentLines([], colors)).toEqual(['the sandbox has no container instances']);
  });

  it('lines up what differs in length, and says what is known of the machine', () => {
    const machine = { kind: 'EC2', state: 'stopped', ping: null };
    const other = { ...agent, cluster: 'production', status: 'DRAINING', agentConnected: false, machine };
    expect(agentLines([{ ...agent, machine: null }, other], colors)).toEqual([
      'demo        i-0123456789abcdef0  ACTIVE    connected     machine unknown',
      'production  i-0123456789abcdef0  DRAINING  disconnected  machine stopped, Systems Manager unaware of it',
    ]);
  });

  it('lets no instance drive the terminal', () => {
    const [line] = agentLines([{ ...agent, instance: 'i-\u001b[31m', machine: null }], colors);
    expect(line).not.toContain('\u001b');
  });
});
