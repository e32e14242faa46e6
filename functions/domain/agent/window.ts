import { createHash } from 'node:crypto';
import { shortId } from '../ecs/arn.ts';

/**
 * Length of a window in seconds: disconnections of a cluster within one belong to one execution. docs/decisions/0024 has the arithmetic.
 */
export const windowSeconds = 60;

/** The window that a moment lies in, by its beginning; both ISO 8601, to the second. */
export const windowOf = (time: string): string => {
  const ms = windowSeconds * 1_000;
  return toSeconds(Math.floor(Date.parse(time) / ms) * ms);
};

/** The end of a window: ISO 8601. */
export const windowEnd = (window: string): string => toSeconds(Date.parse(window) + windowSeconds * 1_000);

const toSeconds = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

/**
 * Name of the execution for a cluster and a window: `prod-1f6a09c2d3-20261121T0550Z`. A repeated delivery of an event gives the same
 * name and the same input, and so joins the execution that runs.
 *
 * @param window its beginning, ISO 8601
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
export const executionName = (clusterArn: string, window: string): string => {
  const hash = createHash('sha256').update(clusterArn).digest('hex').slice(0, 10);
  const minute = window.replace(/[-:]/g, '').slice(0, 13);
  return `${shortId(clusterArn).slice(0, 50)}-${hash}-${minute}Z`;
};
