import type { RequestListener } from 'node:http';
import { verifyService } from '../../../../functions/steps/verification/verify-service.ts';

export const now = '2026-11-20T12:00:00.000Z';
export const noLogger = { info: () => undefined, warn: () => undefined };
/** The host header of every request here; the certificates are for it. */
export const webName = 'web.example.com';
export const url = 'https://lb.example.com/health?full=yes';

interface World {
  settings?: Record<string, string>;
  missingVariables?: string[];
  startedAt?: string;
  timeoutMinutes?: number;
  /** What the service is to have; absent where the verification is run by itself. */
  desiredCount?: number;
  /** MinCapacity of a scalable target. */
  least?: number;
}

/** The step on a state with a verification, as PlanDeployment and the rest leave it. */
export const verify = (verification: object | undefined, world: World = {}) => {
  const { settings = {}, missingVariables = [], startedAt, timeoutMinutes = 15, desiredCount, least } = world;
  const scalableTarget = least === undefined ? undefined : { MinCapacity: least };
  const state = {
    request: { dryRun: false, timeoutMinutes },
    resolved: {
      spec: { aws: { ecs: { service: { scalableTarget } } }, verification },
      cluster: 'prod',
      service: 'web',
      missingVariables,
    },
    ...(desiredCount !== undefined && { service: { desiredCount } }),
    ...(startedAt !== undefined && { verification: { startedAt } }),
  };
  const environment = { VERIFICATION_CONNECT_TO: '', VERIFICATION_CA: '', VERIFICATION_SUBNETS: '', ...settings };
  const step = verifyService({}, { now, settings: environment, logger: noLogger });
  return step(state as never);
};

/** Leads every request to a port of this machine. */
export const to = (port: number): string => `::127.0.0.1:${port}`;

/** A verification of `url` as `webName`. */
export const verificationOf = (request: object = {}, rest: object = {}) => ({
  request: { url, headers: [`host: ${webName}`], ...request },
  ...rest,
});

/** Answers with the request itself, as JSON. */
export const echo: RequestListener = (request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { method, url: path, rawHeaders } = request;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ method, path, rawHeaders, body: Buffer.concat(chunks).toString() }));
  });
};
