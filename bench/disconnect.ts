/**
 * What agent-disconnect does and costs on (a) a day of 10,000 instances whose agents disconnect four times an hour, as they do in normal
 * operation, (b) an hour in which all of them drop at once, and (c) a day as in (a) in which 20 instances are lost for good. The packaged
 * stack runs in the sandbox with the clock turned: ECS tells EventBridge, its rule the queue, Lambda reads it in batches.
 *
 * `--hours N` plays N hours of (a) and (c) instead of 24; what is printed then is of these hours. `--only a` plays one of them.
 *
 * The prices are AWS's public ones. Counted here: calls, invocations, transitions, messages, log lines, metrics. Assumed, for all designs
 * alike: 50 ms of a function itself and 30 ms for each AWS call (sequential), one subscriber by e-mail, five pollers of Lambda that ask an
 * empty queue every 20 s. AWS does not say how many messages a receive of Lambda's pollers gives (one to ten), nor whether five of them make
 * five batches where the sandbox's one makes one: what depends on it is a range.
 * The peer is the seed's design, with a message per invocation and 128 MB; then two that were considered (docs/decisions/0024).
 */
import { parseArgs } from 'node:util';
import { packagedStack } from '../sandbox/stack.ts';
import { burst, ordinaryHours } from './support/disconnect/drops.ts';
import { report } from './support/disconnect/report.ts';
import { simulate } from './support/disconnect/simulate.ts';

const { values } = parseArgs({ options: { hours: { type: 'string', default: '24' }, only: { type: 'string' } } });
const hours = Number(values.hours);
if (!Number.isInteger(hours) || hours < 1 || hours > 24) {
  console.error(`--hours ${values.hours}: must be a whole number from 1 to 24`);
  process.exit(2);
}

const plans = { a: ordinaryHours(hours), b: burst(), c: ordinaryHours(hours, 20) };
if (values.only !== undefined && !Object.hasOwn(plans, values.only)) {
  console.error(`--only ${values.only}: must be one of ${Object.keys(plans).join(', ')}`);
  process.exit(2);
}
await packagedStack(); // so that it is not counted as time of the first
for (const [name, plan] of Object.entries(plans)) {
  if (values.only !== undefined && values.only !== name) continue;
  const startedAt = performance.now();
  const observed = await simulate(plan);
  const isRight = report(observed, (performance.now() - startedAt) / 1_000);
  if (!isRight) process.exitCode = 1;
}
