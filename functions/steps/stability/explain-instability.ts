import * as v from 'valibot';
import type { Clients } from '../../clients/index.ts';
import { logs } from '../../clients/index.ts';
import { readLogTail } from '../../clients/stability/log-tail.ts';
import { excerptOf } from '../../domain/diagnosis/diagnostic-log.ts';
import { shortId } from '../../domain/ecs/arn.ts';
import { ServiceNotStableError, ServiceTimedOutError } from '../../domain/errors/stability.ts';
import { redactText } from '../../domain/redact.ts';
import { requestSchema } from '../../domain/service/run-state.ts';
import {
  awaitedServiceSchema,
  stabilitySchema,
  type UnstableTask,
} from '../../domain/service/stability/step-schemas.ts';
import { lambdaStep, type StepContext } from '../../runtime/lambda-step.ts';

const schema = v.object({ request: requestSchema, service: awaitedServiceSchema, stability: stabilitySchema });

const lastLines = 20;
const maxBytes = 4 * 1024;

/** The lines, or why there are none: an error about a log must not hide the one that it is read for. */
const readLog = async (
  logs: Clients['logs'],
  { taskArn, container, logGroup, logStream, logNote }: UnstableTask,
): Promise<string> => {
  const whose = `container ${container} of task ${shortId(taskArn)}`;
  if (logGroup === null || logStream === null) return `no log lines: ${logNote}`;
  try {
    const lines = await readLogTail(logs, { group: logGroup, stream: logStream }, lastLines);
    if (lines === undefined) return `no log lines: log stream ${logStream} of ${logGroup} does not exist`;
    if (lines.length === 0) return `no log lines: log stream ${logStream} of ${logGroup} is empty`;
    return `last lines of ${whose} (${logGroup} ${logStream}):\n${excerptOf(lines.map(redactText), maxBytes)}`;
  } catch (error) {
    const { name, message } = error as Error;
    return `no log lines: ${logStream} of ${logGroup} could not be read: ${name}: ${message}`;
  }
};

/**
 * Ends the wait for a service that is FAILED or OVERDUE: always throws, with the reason, what to do about it and the last log
 * lines of the container at fault. Nothing of a container's environment is shown, nor what looks like a secret in its log.
 *
 * @throws ServiceNotStableError, ServiceTimedOutError
 */
export const explainInstability =
  ({ logs }: Pick<Clients, 'logs'>, { logger }: StepContext<unknown>) =>
  async ({ request, service, stability }: v.InferOutput<typeof schema>): Promise<never> => {
    const { status, reason, unstable } = stability;
    const name = `${shortId(service.clusterArn)}/${shortId(service.serviceArn)}`;
    logger.info('service not stable', { service: name, status, reason });
    const isSaid = unstable === null || reason.includes(unstable.reason);
    const report = {
      service: name,
      reason: isSaid ? reason : `${reason}; a task stopped: ${unstable.reason}`,
      remedy: unstable?.remedy ?? null,
      log: unstable ? await readLog(logs, unstable) : null,
    };
    if (status === 'FAILED') throw new ServiceNotStableError(report);
    // OVERDUE, or still PENDING after as many looks as there may be.
    throw new ServiceTimedOutError({ ...report, timeoutMinutes: request.timeoutMinutes });
  };

export const handler = lambdaStep(explainInstability, { input: schema, clients: { logs } });
