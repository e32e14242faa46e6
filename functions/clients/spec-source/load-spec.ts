import type { SpecSource } from '../../domain/service/spec-source.ts';
import type { Clients } from '../index.ts';
import { getSpecObject } from '../spec-object.ts';
import type { AddressRanges } from './address-ranges.ts';
import type { fetchSpec } from './fetch-spec.ts';

/** What a spec is read with. */
export interface SpecClients extends Pick<Clients, 's3'> {
  fetchSpec: typeof fetchSpec;
}

/**
 * Reads a spec from where a request has it: itself, S3 or https.
 *
 * @returns its JSON text, or what it holds
 * @throws what getSpecObject and fetchSpec throw
 */
export const loadSpec = async (
  { s3, fetchSpec }: SpecClients,
  source: SpecSource,
  allowed: AddressRanges,
): Promise<unknown> => {
  if (!('url' in source)) return source.given;
  return source.url.startsWith('s3://') ? getSpecObject(s3, source.url) : fetchSpec(source.url, { allowed });
};
