import { closeSync, openSync, writeSync } from 'node:fs';

/** A small generator of even numbers between 0 and 1, the same on every machine. */
const numbers = (): (() => number) => {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state / 2 ** 32;
  };
};

const hex = (next: () => number, length: number): string =>
  Array.from({ length }, () => Math.floor(next() * 16).toString(16)).join('');

/** One line in the agent's logfmt: two in a hundred tell of trouble. */
const agentLine = (next: () => number, index: number, taskId: string): string => {
  const time = new Date(Date.UTC(2026, 10, 20) + index * 50).toISOString().replace(/\.\d+/, '');
  const task = `arn:aws:ecs:us-east-1:111122223333:task/demo/${taskId}`;
  const dice = next();
  if (dice < 0.01) {
    const cause = `dial tcp 10.0.${index % 255}.1:443: i/o timeout`;
    return `level=error time=${time} msg="Unable to pull image" task="${task}" error="CannotPullContainerError: ${cause}" module=task_manager.go\n`;
  }
  if (dice < 0.02) {
    return `level=warn time=${time} msg="Failed to connect to ACS" error="connection refused" module=client.go\n`;
  }
  return `level=info time=${time} msg="Sending state change to ECS" eventType="TaskStateChange" eventData="TaskChange: [${task} -> RUNNING, Known Sent: NONE" module=task_handler_types.go\n`;
};

/**
 * Writes an agent log that looks like a real one.
 *
 * @returns a task id that some of its lines hold
 */
export const writeAgentLog = (path: string, sizeBytes: number): string => {
  const next = numbers();
  const taskIds = Array.from({ length: 5_000 }, () => hex(next, 32));
  const file = openSync(path, 'w');
  let written = 0;
  for (let index = 0; written < sizeBytes; ) {
    let block = '';
    for (const end = index + 5_000; index < end; index++) {
      block += agentLine(next, index, taskIds[Math.floor(next() * taskIds.length)] ?? '');
    }
    written += writeSync(file, block);
  }
  closeSync(file);
  return taskIds[42] ?? '';
};
