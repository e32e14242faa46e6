import { autodiagProblems } from '../../functions/domain/diagnosis/autodiag-problems.ts';
import { autodiagRequestSchema } from '../../functions/domain/diagnosis/autodiag-request.ts';
import type { Runbook } from '../../functions/domain/runbook.ts';

/** What each field means; its limits are the schema's. */
const fields = {
  mode: 'what to look at: the instance, one task in its agent logs, a health check, an endpoint, a MySQL database',
  cluster: 'cluster to run the task in, name or ARN',
  endpoint: 'HEALTHCHECK: host/path; CONNECTIVITY: hosts',
  port: 'port of the endpoint',
  protocol: 'protocol of the endpoint; CONNECTIVITY tries TLS for https',
  taskId: 'TASK: id or ARN of the task to follow, or any text to find in the agent logs',
  'mysql.host': 'host; wins over the secret',
  'mysql.port': 'port; default the secret, then 3306',
  'mysql.database': 'database; wins over the secret',
  'mysql.secretArn': 'secret with username, password and optionally host, port, dbname',
  containerInstance: 'instance to run on, id or ARN',
  launchType: 'where ECS places the task when no instance is named',
  'network.subnets': 'subnets of an awsvpc task',
  'network.securityGroups': 'its security groups',
  'network.assignPublicIp': 'whether it gets a public address',
  service: "run where this service's tasks run, in its subnets and security groups",
  taskDefinition: "your own instead of the stack's; its container must be called autodiag",
  timeoutSeconds: 'after this the task is stopped and what it logged is reported',
  checks: 'how often to check; default 3, in CONNECTIVITY 1',
  intervalSeconds: 'pause between checks; default 10',
  probeTimeoutSeconds: 'limit of one DNS look-up, connection or request',
  matcher: 'status codes that count as healthy; default 200-399',
  maxMatches: 'log lines to print, the rest is counted; default 500',
};

export const autodiag: Runbook = {
  name: 'autodiag',
  summary: 'Runs AutoDiag as an ECS task where the trouble is and reports what it found.',
  request: autodiagRequestSchema,
  fields,
  problems: autodiagProblems,
  example: { mode: 'GENERAL', cluster: 'demo' },
  changes: false,
};
