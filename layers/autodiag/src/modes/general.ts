import type { Diagnosis, DiagnosisContext } from '../diagnosis.ts';
import type { GeneralSettings } from '../environment/mode-fields.ts';
import { readAgentConfiguration } from '../general/agent-configuration.ts';
import { checkAgentContainer } from '../general/agent-container.ts';
import { checkAgentLog } from '../general/agent-log.ts';
import { checkRoom } from '../general/host-room.ts';
import { checkServiceEndpoint, serviceEndpoints } from '../general/service-endpoints.ts';
import { accountOf } from '../task-identity.ts';

const listVariables = ({ journal, places }: DiagnosisContext): void => {
  journal.section('Environment variables (names only)');
  journal.line(places.variableNames.join(' '));
};

/** What only a container instance has: agent, its configuration, the host's room, its log. */
const checkInstance = async (
  { maxMatches, timeoutSeconds }: GeneralSettings,
  { journal, places }: DiagnosisContext,
): Promise<void> => {
  journal.section('ECS agent container');
  journal.report(await checkAgentContainer(places.dockerHost, timeoutSeconds * 1000));

  journal.section('ECS agent configuration');
  const { finding, lines } = await readAgentConfiguration(places.configDirectories);
  for (const line of lines) journal.line(line);
  journal.report(finding);

  journal.section('Room on the host');
  // Where the configuration was not found there is no mount either, and the finding above says so.
  const configDirectory = places.configDirectories.find((directory) => finding.detail.startsWith(directory));
  for (const directory of [places.logDirectory, ...(configDirectory === undefined ? [] : [configDirectory])]) {
    journal.report(await checkRoom(directory));
  }

  journal.section('ECS agent log');
  journal.report(await checkAgentLog(places.logDirectory, maxMatches, journal));
};

const checkEndpoints = async (
  { timeoutSeconds }: GeneralSettings,
  { journal, places, task }: DiagnosisContext,
): Promise<void> => {
  journal.section('AWS service endpoints');
  if (task.region === undefined) {
    const remedy = 'run AutoDiag as an ECS task, or set AWS_REGION';
    const detail = 'not looked at: the region is unknown';
    journal.report({ check: 'AWS service endpoints', status: 'WARN', detail, remedy });
    return;
  }
  const account = accountOf(task);
  if (account === undefined) journal.line('The account is unknown: its ECR registry is not looked at.');
  const endpoints = serviceEndpoints(task.region, account, places.serviceSuffix);
  const checks = endpoints.map((endpoint) => checkServiceEndpoint(endpoint, timeoutSeconds * 1000, places.resolver));
  for (const finding of await Promise.all(checks)) journal.report(finding);
};

/** GENERAL: the container instance as far as there is one, then the service endpoints that ECS needs. */
export const diagnoseGeneral: Diagnosis<GeneralSettings> = async (settings, context) => {
  listVariables(context);
  if (context.task.launchType === 'FARGATE') {
    context.journal.section('ECS agent');
    context.journal.line('Fargate runs its agent out of reach: agent, configuration, host room and log are left out.');
  } else await checkInstance(settings, context);
  await checkEndpoints(settings, context);
};
