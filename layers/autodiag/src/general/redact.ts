/** Stands for a value that must not be shown. */
export const redacted = '[redacted]';

/** Names of settings whose value is a secret: ECS_ENGINE_AUTH_DATA, AWS_SECRET_ACCESS_KEY and whatever is called alike. */
const secretName =
  /secret|passw|passphrase|(?:^|[_.-])(?:pass|pwd)(?:$|[_.-])|token|credential|auth_?data|private|(?:api|access|signing|encryption)_?key|dockercfg|\bauths?\b|signature/i;
/** Settings that such a word is part of, though their value is none: durations and switches. A bare number may be a PIN. */
const harmlessValue = /^(true|false|\d{1,9}(ns|us|ms|s|m|h)|dockercfg|docker)$/i;

/** Values that show by themselves: access key ids, JSON web tokens, PEM blocks, logins in URLs, long random strings. */
const secretValues: readonly [pattern: RegExp, replacement: string][] = [
  [/\b(?:AKIA|ASIA|AIDA|AROA)[A-Z0-9]{12,}\b/g, redacted],
  [/\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g, redacted],
  [/-----BEGIN [A-Z ]+-----.*/g, redacted],
  // To the last @ of the word: a password may hold @ and / itself. The scheme may be missing, as in ECS's HTTP_PROXY.
  [/([a-z][a-z0-9+.-]*:\/\/)[^\s"',]*@/gi, `$1${redacted}@`],
  [/(?<![\w/\]])[\w.%+-]+:(?!\/\/)[^\s"',]*@/g, `${redacted}@`],
  [/(?<![\w/+=.-])[\w/+]{40,}={0,2}(?![\w/+=.-])/g, redacted],
];

/** Takes out of a text whatever looks like a secret by itself. */
export const redactValues = (text: string): string =>
  secretValues.reduce((shown, [pattern, replacement]) => shown.replace(pattern, replacement), text);

const redactSetting = (name: string, value: string): string =>
  secretName.test(name) && value !== '' && !harmlessValue.test(value) ? redacted : redactValues(value);

/** One line of an env file such as ecs.config, with its secrets redacted. A line that is no setting is kept off. */
export const redactLine = (line: string): string => {
  if (/^\s*(#|$)/.test(line)) {
    return secretName.test(line) ? `# ${redacted}` : redactValues(line.replace(/=.*/, `=${redacted}`));
  }
  const [, name, value] = /^\s*(?:export\s+)?([\w.-]+)\s*=(.*)$/.exec(line) ?? [];
  // It may be the rest of a secret that runs over several lines.
  if (name === undefined || value === undefined) return '[a line that is no setting]';
  return `${name}=${redactSetting(name, value.trim())}`;
};

/** A JSON value with its secrets redacted, at any depth. */
export const redactJson = (value: unknown, name = ''): unknown => {
  if (typeof value === 'string') return redactSetting(name, value);
  if (typeof value === 'number' && secretName.test(name)) return redacted;
  if (typeof value !== 'object' || value === null) return value;
  if (secretName.test(name)) return redacted;
  if (Array.isArray(value)) return value.map((item) => redactJson(item, name));
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, redactJson(member, key)]));
};
