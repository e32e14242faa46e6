import type { Finding } from '../../../../layers/shared/finding.ts';
import { fail, pass } from './findings.ts';

/**
 * A reference to an image in its parts.
 *
 * @see https://github.com/distribution/reference/blob/main/reference.go
 */
export interface ImageReference {
  /** Host and port; absent: Docker Hub. */
  registry?: string;
  repository: string;
  tag?: string;
  digest?: string;
}

const component = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
const label = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const host = new RegExp(String.raw`^(?:${label}(?:\.${label})*|\[[0-9a-fA-F:]+\])(?::\d{1,5})?$`);
const tagPattern = /^\w[\w.-]{0,127}$/;
const digestPattern = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;
const digestLengths: Record<string, number> = { sha256: 64, sha384: 96, sha512: 128 };
const longestName = 255;

/** The first part of a name is a host where it looks like one; `library/nginx` has none. */
const isHost = (first: string): boolean => /[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase();

const splitName = (name: string): { registry?: string; repository: string } => {
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(slash, 0));
  return slash > 0 && isHost(first) ? { registry: first, repository: name.slice(slash + 1) } : { repository: name };
};

const cut = (text: string, at: number): [before: string, after: string | undefined] =>
  at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];

/** The parts as they stand; whether they are well-formed is another question. */
const partsOf = (image: string): ImageReference => {
  const [named, digest] = cut(image, image.indexOf('@'));
  const colon = named.lastIndexOf(':');
  const [name, tag] = cut(named, colon > named.lastIndexOf('/') ? colon : -1);
  return { ...splitName(name), ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
};

const ecrHosts =
  /^\d{12}\.(?:dkr\.ecr(?:-fips)?\.[a-z]{2,}(?:-[a-z]+)+-\d\.(?:amazonaws\.com|amazonaws\.com\.cn|amazonaws\.eu|c2s\.ic\.gov|sc2s\.sgov\.gov)|dkr-ecr(?:-fips)?\.[a-z]{2,}(?:-[a-z]+)+-\d\.on\.(?:aws|amazonwebservices\.com\.cn))$/;

const registryProblem = (registry: string): string | undefined => {
  if (!host.test(registry)) return `${registry} is no host with an optional port`;
  const isForEcr = /\.dkr[.-]ecr/.test(registry);
  if (isForEcr && !ecrHosts.test(registry)) {
    return `${registry} is no registry of Amazon ECR, which is <12 digits of an account>.dkr.ecr.<region>.amazonaws.com`;
  }
  return undefined;
};

const repositoryProblem = ({ registry, repository }: ImageReference): string | undefined => {
  if (repository === '') return 'it names no repository';
  if (repository !== repository.toLowerCase()) return `the repository ${repository} must be in lower case`;
  const wrong = repository.split('/').find((part) => !component.test(part));
  if (wrong !== undefined) {
    return `the repository ${repository} must be lower-case letters and digits, joined by single . _ / or by __ or hyphens`;
  }
  if (registry === undefined && /^[0-9a-f]{64}$/.test(repository)) return 'it is an id of an image, not a reference';
  const length = repository.length + (registry === undefined ? 0 : registry.length + 1);
  return length > longestName ? `its name has ${length} characters, at most ${longestName} are allowed` : undefined;
};

const digestProblem = (digest: string): string | undefined => {
  const [algorithm, hex = ''] = cut(digest, digest.indexOf(':'));
  const length = digestLengths[algorithm];
  const isRight = digestPattern.test(digest) && (length === undefined || (hex.length === length && !/[A-F]/.test(hex)));
  return isRight ? undefined : `the digest must be like sha256: with 64 hexadecimal digits in lower case`;
};

const problemOf = (image: string, parts: ImageReference): string | undefined => {
  if (/\$\{\w+\}/.test(image)) return 'it has a variable that was not filled';
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(image)) return 'it must not begin with a scheme such as https://';
  if (/\s/.test(image)) return 'it must not hold white space';
  const { registry, tag, digest } = parts;
  const ofRegistry = registry === undefined ? undefined : registryProblem(registry);
  if (ofRegistry !== undefined) return ofRegistry;
  const ofRepository = repositoryProblem(parts);
  if (ofRepository !== undefined) return ofRepository;
  if (tag !== undefined && !tagPattern.test(tag)) {
    return `the tag ${tag} must be 1 to 128 letters, digits, _ . and hyphens, not beginning with . or a hyphen`;
  }
  return digest === undefined ? undefined : digestProblem(digest);
};

/** Reads a reference to an image, or says what is wrong with it. */
export const readImageReference = (image: string): ImageReference | { problem: string } => {
  const parts = partsOf(image);
  const problem = problemOf(image, parts);
  return problem === undefined ? parts : { problem };
};

const detailOf = ({ registry, tag, digest }: ImageReference): string => {
  const from = `well-formed, from ${registry ?? 'Docker Hub'}`;
  // Well-formed is all that is asked for: specs with moving tags are common, and a WARN at each would hide real ones.
  const moves = digest === undefined && (tag === undefined || tag === 'latest');
  return moves ? `${from}; what latest is may change from one deployment to the next` : from;
};

/** Whether the references of images are well-formed; no registry is asked. */
export const checkImages = (images: readonly string[]): Finding[] =>
  [...new Set(images)].map((image) => {
    const read = readImageReference(image);
    const check = `image ${image}`;
    if (!('problem' in read)) return pass(check, detailOf(read));
    return fail(check, read.problem, 'write it as [registry-host[:port]/]repository[:tag][@digest]');
  });
