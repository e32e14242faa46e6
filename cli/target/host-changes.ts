const states = ['running', 'stopped', 'terminated'];
const pings = ['Online', 'ConnectionLost', 'Inactive'];

/** What `runbook agent host` takes: states of EC2, and what Systems Manager says of a node. */
export const hostChanges = [...states, ...pings];

/** The member of a request to the sandbox that a change is. */
export const hostChange = (change: string): { state: string } | { ping: string } =>
  states.includes(change) ? { state: change } : { ping: change };
