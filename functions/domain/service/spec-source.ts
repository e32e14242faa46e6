/** Fields of a request that give a spec, of which ValidateRequest lets exactly one through. */
export interface SpecForm {
  spec?: unknown;
  specText?: unknown;
  specUrl?: string | undefined;
  cloud_spec_json?: unknown;
}

/** A spec itself (its JSON text, or what it holds), or where it is. */
export type SpecSource = { given: unknown } | { url: string };

/** Where a request has its spec. */
export const specSourceOf = ({ spec, specText, specUrl, cloud_spec_json: pasted }: SpecForm): SpecSource =>
  specUrl === undefined ? { given: spec ?? specText ?? pasted } : { url: specUrl };

/** Where a request of replace-service has the old spec; undefined where it has none. */
export const oldSpecSourceOf = ({
  oldSpec,
  oldSpecText,
  oldSpecUrl,
}: {
  oldSpec?: unknown;
  oldSpecText?: unknown;
  oldSpecUrl?: string | undefined;
}): SpecSource | undefined => {
  const source = specSourceOf({ spec: oldSpec, specText: oldSpecText, specUrl: oldSpecUrl });
  return 'url' in source || source.given !== undefined ? source : undefined;
};
