import * as v from 'valibot';
import { UsageError } from '../errors.ts';

/** What a running sandbox tells about itself. */
export interface SandboxHealth {
  account: string;
  region: string;
  stage: string;
}

const healthSchema = v.object({ account: v.string(), region: v.string(), stage: v.string() });

/** A sandbox answers on loopback at once; whatever takes longer is none. */
const patienceMs = 3_000;

const healthUrl = (endpointUrl: string): URL => {
  const url = URL.parse('_sandbox/health', endpointUrl.endsWith('/') ? endpointUrl : `${endpointUrl}/`);
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new UsageError(`--endpoint-url takes an address such as http://127.0.0.1:4566, not ${endpointUrl}`);
  }
  return url;
};

/**
 * Asks an address whether a sandbox serves it.
 *
 * @returns undefined where nothing answers, or something else does
 * @throws UsageError where the text is no http(s) address
 */
export const sandboxHealth = async (endpointUrl: string, signal: AbortSignal): Promise<SandboxHealth | undefined> => {
  const url = healthUrl(endpointUrl);
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]) });
    const health = v.safeParse(healthSchema, await response.json());
    return response.ok && health.success ? health.output : undefined;
  } catch (error) {
    if (signal.aborted) throw error;
    return undefined;
  }
};
