import { diagnose } from './diagnose.ts';
import { streamOutput } from './output.ts';

const output = streamOutput(process.stdout);
const stopping = new AbortController();
// ECS stops a task with SIGTERM and kills it 30 s later: time enough for the report.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopping.abort(signal));
// A library that throws where nobody can catch it, or never calls back, must not cost the report.
process.once('uncaughtException', (error) => stopping.abort(error));
process.once('beforeExit', () => stopping.abort(new Error('an answer that was waited for never came')));

const exitCode = await diagnose(process.env, output.print, stopping.signal);
await output.flush();
// Probes that were cut short may still hold sockets open.
process.exit(exitCode);
