import * as v from 'valibot';
import { ec2, ecs, elb, iam, logs, secretsManager, ssm } from '../../clients/index.ts';
import { byRegion } from '../../clients/preconditions/by-region.ts';
import { type PreconditionClients, readPreconditionFacts } from '../../clients/preconditions/read-facts.ts';
import { parseArn } from '../../domain/ecs/arn.ts';
import { PreconditionsNotMetError } from '../../domain/errors/preconditions.ts';
import { planContext } from '../../domain/service/plan/plan-context.ts';
import { checkPreconditions } from '../../domain/service/preconditions/check.ts';
import { type Preconditions, preconditionsOf } from '../../domain/service/preconditions/findings.ts';
import { runState } from '../../domain/service/run-state.ts';
import { lambdaStep, type StepContext } from '../../runtime/lambda-step.ts';

const environment = v.object({ RUNBOOKS_SERVICE: v.string() });
type Settings = v.InferOutput<typeof environment>;

const schema = v.object(runState);

/**
 * Looks whether all is there that a deployment needs, and changes nothing. What may not be looked at is a WARN with the reason.
 *
 * @returns in a dry run and for `only=validate` also what is not met
 * @throws PreconditionsNotMetError in any other run, naming all that is not met
 */
export const checkDeployPreconditions =
  (clients: PreconditionClients, { settings, logger }: StepContext<Settings>) =>
  async (input: v.InferOutput<typeof schema>): Promise<Preconditions> => {
    const { request, resolved, execution } = input;
    // The execution's own ARN says where this runs.
    const { partition = 'aws', region = '', accountId = '' } = parseArn(execution.id) ?? {};
    const facts = await readPreconditionFacts(clients, { request, resolved, accountId });
    const run = {
      request,
      resolved,
      context: planContext({ ...input, stage: settings.RUNBOOKS_SERVICE }),
      starter: { partition, region, accountId },
    };
    const preconditions = preconditionsOf(checkPreconditions(run, facts));
    const { status, findings } = preconditions;
    logger.info('preconditions checked', { service: resolved.service, status, findings: findings.length });
    const isReported = request.dryRun || request.only === 'validate';
    if (status === 'UNMET' && !isReported) throw new PreconditionsNotMetError(findings);
    return preconditions;
  };

export const handler = lambdaStep(checkDeployPreconditions, {
  input: schema,
  clients: {
    ec2,
    ecs,
    elb,
    iam,
    logs: byRegion(logs),
    secretsManager: byRegion(secretsManager),
    ssm: byRegion(ssm),
  },
  environment,
});
