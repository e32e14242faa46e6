const v = require('valibot');

/*
 * The stage parameters of agent-disconnect, checked when the stack is packaged: a typing error is found before anything is deployed.
 * `--param` gives every value as text, serverless.yml gives numbers and booleans too. Bounds are those of the request's fields.
 */

const whole = (least, most) => {
  const expected = `a whole number from ${least} to ${most}`;
  return v.pipe(
    v.string(expected),
    v.regex(/^\d{1,9}$/, expected),
    v.transform(Number),
    v.minValue(least, expected),
    v.maxValue(most, expected),
  );
};

const oneOf = (...words) => v.picklist(words, words.join(' or '));

const orNone = (schema) => v.union([v.literal(''), schema]);

const matching = (pattern, expected) => orNone(v.pipe(v.string(), v.regex(pattern, expected)));

const expectedEmail = 'nothing, or one e-mail address such as ops@example.com';

/** What HTML forms and mail programs take for an address, and a domain with a dot, without which SNS refuses it. */
const email = orNone(
  v.pipe(
    v.string(),
    v.rfcEmail(expectedEmail),
    v.regex(/@[^@]+\.[^.@]+$/, expectedEmail),
    v.maxLength(254, expectedEmail),
  ),
);

const actionWords = ['drain', 'restart-agent'];
const expectedActions = `none, or any of ${actionWords.join(', ')} by comma`;

const actions = v.pipe(
  v.string(),
  v.transform((words) => words.split(',').map((word) => word.trim())),
  v.check(
    (words) =>
      words.every((word) => ['', 'none', ...actionWords].includes(word)) && new Set(words).size === words.length,
    expectedActions,
  ),
);

const schema = v.object({
  agentDisconnectEnabled: oneOf('true', 'false'),
  agentDisconnectTagValue: v.pipe(
    v.string(),
    v.regex(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u, 'nothing, or the value of a tag: at most 256 characters'),
  ),
  agentDisconnectGraceSeconds: whole(0, 900),
  agentDisconnectConfirmations: whole(1, 5),
  agentDisconnectConfirmationSeconds: whole(5, 300),
  agentDisconnectReminderMinutes: whole(0, 1_440),
  agentDisconnectLimitHours: whole(1, 72),
  agentDisconnectOfflineExternal: oneOf('report', 'alert'),
  agentDisconnectActions: actions,
  agentDisconnectMaxActionsPerHour: whole(1, 1_000),
  agentDisconnectEmail: email,
  agentDisconnectHookStateMachineArn: matching(
    /^arn:aws[a-z-]*:states:[a-z0-9-]+:\d{12}:stateMachine:[A-Za-z0-9_-]{1,80}$/,
    'nothing, or the ARN of a state machine: arn:aws:states:<region>:<account>:stateMachine:<name>',
  ),
  kmsKeyArn: matching(
    /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]{1,80}$/,
    'nothing, or the ARN of a key (not of an alias): arn:aws:kms:<region>:<account>:key/<id>',
  ),
});

const expectedOf = ({ issues, message }) => {
  const inner = (issues ?? []).flatMap((one) => one.issues ?? [one]).filter(({ received }) => received !== undefined);
  return inner.at(-1)?.message ?? message;
};

const arns = { agentDisconnectHookStateMachineArn: 'state machine', kmsKeyArn: 'key' };

/** ARNs of another region than the stack's would be found out in the middle of a deployment, or when an agent is gone. */
const elsewhere = (given, region) =>
  Object.entries(arns).flatMap(([name, what]) => {
    const [, , , its] = given[name].split(':');
    return region && its && its !== region ? [[name, `a ${what} in the stack's region, ${region}`]] : [];
  });

const misfits = (problems) => {
  const list = problems.map(([name, expected]) => `${name} (expected: ${expected})`).join('; ');
  const error = new Error(`parameters of serverless.yml or --param that do not fit: ${list}`);
  // the packager shows the stack, which would hide the sentence
  error.stack = error.message;
  return error;
};

/**
 * Reads the parameters.
 *
 * @throws Error that names every parameter that does not fit and what is expected of it
 */
const readParameters = async (resolveVariable) => {
  const names = Object.keys(schema.entries);
  const values = await Promise.all(names.map((name) => resolveVariable(`param:${name}`)));
  const given = Object.fromEntries(names.map((name, index) => [name, String(values[index] ?? '')]));
  const result = v.safeParse(schema, given);
  const problems = new Map((result.issues ?? []).map((issue) => [v.getDotPath(issue), expectedOf(issue)]));
  for (const [name, expected] of elsewhere(given, await resolveVariable('self:provider.region'))) {
    if (!problems.has(name)) problems.set(name, expected);
  }
  if (problems.size > 0) throw misfits([...problems]);
  return result.output;
};

module.exports = { readParameters };
