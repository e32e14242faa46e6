import * as v from 'valibot';
import { matchPattern } from '../../clients/verification/match-pattern.ts';
import { readAuthorities } from '../../clients/verification/read-authorities.ts';
import { sendVerification } from '../../clients/verification/send-verification.ts';
import { VerificationFailedError } from '../../domain/errors/verification.ts';
import { requestSchema, resolvedSchema } from '../../domain/service/run-state.ts';
import {
  attemptFindings,
  untriable,
  type VerificationResult,
  verificationMaxMinutes,
  verificationResult,
} from '../../domain/service/verification.ts';
import { readConnectTo } from '../../domain/service/verification-connect-to.ts';
import { verificationRequestOf } from '../../domain/service/verification-request.ts';
import { lambdaStep, type StepContext } from '../../runtime/lambda-step.ts';

const environment = v.object({
  /** As curl's --connect-to, several by comma. */
  VERIFICATION_CONNECT_TO: v.optional(v.string(), ''),
  /** PEM, or the path of a file with it. */
  VERIFICATION_CA: v.optional(v.string(), ''),
  /** Subnets that the function is in; empty outside of a VPC. */
  VERIFICATION_SUBNETS: v.optional(v.string(), ''),
});
type Settings = v.InferOutput<typeof environment>;

const schema = v.object({
  request: requestSchema,
  resolved: resolvedSchema,
  /** Absent where the verification is run by itself. */
  service: v.nullish(v.object({ desiredCount: v.number() })),
  /** The try before this one. */
  verification: v.nullish(v.object({ startedAt: v.string() })),
});

/** A load balancer gives a target 60 s to answer; what takes more than 10 is not what a verification should wait for. */
const timeoutMs = 10_000;

/** A deployment to 0 tasks has done what it was asked for, unless autoscaling then wants some. */
const hasTasks = ({ resolved, service }: Pick<v.InferOutput<typeof schema>, 'resolved' | 'service'>): boolean =>
  service?.desiredCount !== 0 || (resolved.spec.aws.ecs.service?.scalableTarget?.MinCapacity ?? 0) > 0;

/**
 * Asks the service once whether it answers as its spec wants it. Safe to retry as far as the spec's own request is.
 *
 * @throws VerificationFailedError when it still does not after `timeoutMinutes` of the request, 10 minutes at most
 * @throws InvalidVerificationError when the request cannot be sent as it is written
 */
export const verifyService =
  (_: object, { now, settings, logger }: StepContext<Settings>) =>
  async ({ request, resolved, service, verification }: v.InferOutput<typeof schema>): Promise<VerificationResult> => {
    const startedAt = verification?.startedAt ?? now;
    const { request: asked, response, insecure } = resolved.spec.verification ?? {};
    const { missingVariables } = resolved;
    const reasons = untriable(asked !== undefined, { missingVariables, hasTasks: hasTasks({ resolved, service }) });
    if (asked === undefined || reasons) return verificationResult(reasons ?? [], startedAt);

    const sent = verificationRequestOf(asked, { insecure });
    const ca = await readAuthorities(settings.VERIFICATION_CA);
    const connectTo = readConnectTo(settings.VERIFICATION_CONNECT_TO);
    const attempt = await sendVerification(sent, { timeoutMs, connectTo, ca });
    const isInVpc = settings.VERIFICATION_SUBNETS !== '';
    const findings = attemptFindings(attempt, { request: sent, response, isInVpc, matchPattern });
    const result = verificationResult(findings, startedAt);
    logger.info('service verified', { status: result.status, reason: result.reason });

    const minutes = Math.min(request.timeoutMinutes, verificationMaxMinutes);
    const isTimeUp = Date.parse(now) - Date.parse(startedAt) >= minutes * 60_000;
    if (result.status === 'PENDING' && isTimeUp) throw new VerificationFailedError({ findings, minutes });
    return result;
  };

export const handler = lambdaStep(verifyService, { input: schema, clients: {}, environment });
