// Loaded into a task's process before its program: descriptor 3 is a pipe from the sandbox that carries nothing.
// It closes when the sandbox is gone, however it went, and the task goes with it.
import { Socket } from 'node:net';

const sandbox = new Socket({ fd: 3, readable: true, writable: false });
sandbox.on('close', () => process.kill(process.pid, 'SIGKILL'));
sandbox.on('error', () => {});
sandbox.resume();
sandbox.unref();
