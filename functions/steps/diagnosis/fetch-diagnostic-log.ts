import * as v from 'valibot';
import type { Clients } from '../../clients/index.ts';
import { logs, s3 } from '../../clients/index.ts';
import { readLogStream } from '../../clients/logs.ts';
import { putText } from '../../clients/s3.ts';
import { excerptOf, readDiagnosticLog } from '../../domain/diagnosis/diagnostic-log.ts';
import { type DiagnosticFindings, diagnosticFindings } from '../../domain/diagnosis/diagnostic-result.ts';
import { logStreamLink, objectLink } from '../../domain/diagnosis/log-links.ts';
import { startedSchema, taskStateSchema } from '../../domain/diagnosis/step-schemas.ts';
import { parseArn, shortId } from '../../domain/ecs/arn.ts';
import { executionSchema } from '../../domain/step-schemas.ts';
import { lambdaStep, type StepContext } from '../../runtime/lambda-step.ts';

const environment = v.object({ REPORTS_BUCKET: v.string() });
type Settings = v.InferOutput<typeof environment>;

/** The whole state: `stopped` is there only where the task was stopped, which a path could not say. */
const schema = v.object({
  request: v.object({ mode: v.string(), timeoutSeconds: v.number() }),
  execution: executionSchema,
  started: startedSchema,
  task: taskStateSchema,
  stopped: v.optional(v.object({ stoppedAt: v.string() })),
});
type Input = v.InferOutput<typeof schema>;

interface FetchedLog extends DiagnosticFindings {
  /** PENDING while the report may still arrive. */
  status: 'COMPLETE' | 'PENDING';
  data: Record<string, unknown>;
  links: Record<string, string>;
}

const excerptBytes = 8 * 1024;
const findingsBytes = 12 * 1024;

/** awslogs hands its last lines over within seconds of the stop; this is how long we give them. */
const settlesWithinMs = 30_000;

const mayStillArrive = ({ task, stopped }: Input, now: string): boolean => {
  if (task.status === 'STOPPED' && !task.ran) return false;
  const stoppedAt = task.stoppedAt ?? stopped?.stoppedAt ?? now;
  return Date.parse(now) - Date.parse(stoppedAt) < settlesWithinMs;
};

/** A log that the excerpt does not hold whole goes to the reports bucket, under the same key at every try. */
const keepWhole = async (
  s3: Clients['s3'],
  { text, bucket, input }: { text: string; bucket: string; input: Input },
): Promise<Record<string, string>> => {
  const { partition = 'aws', region = '' } = parseArn(input.started.taskArn) ?? {};
  const key = `autodiag/${input.execution.name}/${shortId(input.started.taskArn)}.log`;
  const uri = await putText(s3, { bucket, key, text });
  return { log: uri, logConsole: objectLink({ partition, region }, bucket, key) };
};

const dataOf = (
  { request, started, task }: Input,
  found: DiagnosticFindings,
  excerpt: string,
): Record<string, unknown> => ({
  mode: request.mode,
  cluster: started.clusterArn,
  taskArn: started.taskArn,
  taskDefinitionArn: started.taskDefinitionArn,
  launchType: started.launchType,
  ...(started.containerInstanceArn ? { containerInstanceArn: started.containerInstanceArn } : {}),
  ...(task.status === 'STOPPED' ? { stoppedReason: task.reason } : {}),
  ...(task.exitCode === null ? {} : { exitCode: task.exitCode }),
  logGroup: started.logGroup,
  logStream: started.logStream,
  counts: found.counts,
  ...(found.omitted > 0 ? { findingsOmitted: found.omitted } : {}),
  excerpt,
});

/**
 * Reads the whole log of the diagnostic task and judges it. Safe to retry; the machine asks again while the status is
 * PENDING. What had been logged is reported even where the report line never comes.
 */
export const fetchDiagnosticLog =
  ({ logs, s3 }: Pick<Clients, 'logs' | 's3'>, { now, settings, logger }: StepContext<Settings>) =>
  async (input: Input): Promise<FetchedLog> => {
    const { started, task, request } = input;
    const ref = { group: started.logGroup, stream: started.logStream };
    const messages = (await readLogStream(logs, ref)) ?? [];
    const { lines, report } = readDiagnosticLog(messages);
    const status = report === undefined && mayStillArrive(input, now) ? 'PENDING' : 'COMPLETE';
    logger.info('diagnostic log read', { ...ref, status, lines: lines.length });
    const found = diagnosticFindings(
      { ...(report ? { report } : {}), task, timeoutSeconds: request.timeoutSeconds },
      findingsBytes,
    );
    const text = messages.join('\n');
    const excerpt = excerptOf(lines, excerptBytes);
    const isLong = status === 'COMPLETE' && excerpt !== lines.join('\n');
    const kept = isLong ? await keepWhole(s3, { text, bucket: settings.REPORTS_BUCKET, input }) : {};
    const { partition = 'aws', region = '' } = parseArn(started.taskArn) ?? {};
    return {
      status,
      ...found,
      data: dataOf(input, found, excerpt),
      links: { ...kept, logStream: logStreamLink({ partition, region }, ref.group, ref.stream) },
    };
  };

export const handler = lambdaStep(fetchDiagnosticLog, { input: schema, clients: { logs, s3 }, environment });
