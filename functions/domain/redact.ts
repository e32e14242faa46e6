/** Stands for a value that must not be shown. */
export const redacted = '[redacted]';

const nameWords =
  'secret|passw|passphrase|(?<![a-z])(?:pass|pwd|dsn|auth)(?![a-z])|token|credential|private|(?:api|access|signing|encryption|master)[_-]?key|(?<![a-z])key(?![a-z])|signature|salt|webhook|connection[_-]?string';
const secretName = new RegExp(nameWords, 'i');

/** Whether a setting is called as though its value were a secret. */
export const isSecretName = (name: string): boolean => secretName.test(name);

/** Values that show by themselves: access key ids, JSON web tokens, keys in PEM, logins in URLs, long random texts. */
const secretValues: readonly [pattern: RegExp, replacement: string][] = [
  [/\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b/g, redacted],
  [/\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g, redacted],
  [/-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----.*/gs, redacted],
  // To the last @ of the word: a password may hold @ and / itself.
  [/(:\/\/)[^\s"',@:]{0,200}:[^\s"',]{0,400}@/g, `$1${redacted}@`],
  // Of all kinds of characters, which a digest in hexadecimal or a path is not.
  [/(?<![\w/+=.-])(?=[\w/+]*[a-z])(?=[\w/+]*[A-Z])(?=[\w/+]*\d)[\w/+]{40,}={0,2}(?![\w/+=.-])/g, redacted],
];

/** `password=…`, `"api_key": "…"`, `--token …`: a value with its name before it. */
const named = [
  new RegExp(String.raw`((?:${nameWords})[\w-]{0,40}["']?\s{0,3}[=:]\s{0,3}["']?)([^\s"',;&]+)`, 'gi'),
  new RegExp(String.raw`(--[\w-]{0,40}(?:${nameWords})[\w-]{0,40}\s{1,3})([^\s"',;&]+)`, 'gi'),
];

/** Takes out of a text, such as a line of a log or a command, what looks like a secret. */
export const redactText = (text: string): string => {
  const values = secretValues.reduce((shown, [pattern, replacement]) => shown.replace(pattern, replacement), text);
  return named.reduce((shown, pattern) => shown.replace(pattern, `$1${redacted}`), values);
};

/** The same for a program's arguments, of which one may be the name of the next. */
export const redactArguments = (given: readonly string[]): string[] =>
  given.map((argument, index) => {
    const before = given[index - 1] ?? '';
    return before.startsWith('-') && !before.includes('=') && isSecretName(before) ? redacted : redactText(argument);
  });
