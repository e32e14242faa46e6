/** Who starts tasks: the one that must be allowed to assume their roles. */
export interface TaskStarter {
  partition: string;
  region: string;
  accountId: string;
}

/** Whether tasks may assume a role: yes, no (why), or under conditions that cannot be judged here (which). */
export type Trust = { trusts: 'YES' } | { trusts: 'NO'; reason: string } | { trusts: 'MAYBE'; conditions: string[] };

interface Statement {
  Effect?: unknown;
  Principal?: unknown;
  Action?: unknown;
  Condition?: unknown;
}

export const tasksService = 'ecs-tasks.amazonaws.com';

const texts = (value: unknown): string[] => [value].flat().filter((one) => typeof one === 'string');

/** An ARN pattern: `*` and `?` as in IAM. */
const matches = (pattern: string, text: string): boolean => {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'i').test(text);
};

const isAbout = ({ Principal, Action }: Statement): boolean => {
  const services = Principal !== null && typeof Principal === 'object' ? Reflect.get(Principal, 'Service') : undefined;
  return texts(services).includes(tasksService) && texts(Action).some((action) => matches(action, 'sts:AssumeRole'));
};

/** The two conditions that AWS recommends for task roles, against what ECS sends for a task of ours. */
const known = (starter: TaskStarter): Record<string, (wanted: string) => boolean> => ({
  'aws:sourceaccount': (wanted) => matches(wanted, starter.accountId),
  // No task is known yet, so one stands for all.
  'aws:sourcearn': (wanted) => {
    const { partition, region, accountId } = starter;
    const ours = `arn:${partition}:ecs:${region}:${accountId}:`;
    return matches(wanted, `${ours}*`) || wanted.toLowerCase().startsWith(ours);
  },
});

const positive = /^(?:ForAnyValue:)?(?:String|Arn)(?:Equals|Like|EqualsIgnoreCase)$/;

const judgeConditions = (condition: unknown, starter: TaskStarter): Trust => {
  const unjudged: string[] = [];
  const judges = known(starter);
  for (const [operator, keys] of Object.entries(condition ?? {})) {
    for (const [key, wanted] of Object.entries((keys ?? {}) as object)) {
      const isMet = judges[key.toLowerCase()];
      if (!isMet || !positive.test(operator)) unjudged.push(`${operator} ${key}`);
      else if (!texts(wanted).some(isMet)) {
        return { trusts: 'NO', reason: `its trust policy asks for ${key} ${texts(wanted).join(' or ')}` };
      }
    }
  }
  return unjudged.length > 0 ? { trusts: 'MAYBE', conditions: unjudged } : { trusts: 'YES' };
};

const statementsOf = (policy: string): Statement[] | undefined => {
  try {
    const { Statement: statements } = JSON.parse(policy) as { Statement?: Statement | Statement[] };
    return [statements ?? []].flat();
  } catch {
    return undefined;
  }
};

/**
 * Whether a trust policy lets the tasks of the account assume the role.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
 */
export const judgeTrust = (policy: string, starter: TaskStarter): Trust => {
  const statements = statementsOf(policy)?.filter(isAbout);
  if (statements === undefined) return { trusts: 'NO', reason: 'its trust policy is not JSON' };
  const denied = statements.find(({ Effect, Condition }) => Effect === 'Deny' && Condition === undefined);
  if (denied) return { trusts: 'NO', reason: `its trust policy denies sts:AssumeRole to ${tasksService}` };
  const judged = statements
    .filter(({ Effect }) => Effect === 'Allow')
    .map(({ Condition }) => judgeConditions(Condition, starter));
  const reason = `its trust policy does not allow sts:AssumeRole to ${tasksService}`;
  return (
    judged.find(({ trusts }) => trusts === 'YES') ??
    judged.find(({ trusts }) => trusts === 'MAYBE') ??
    judged[0] ?? { trusts: 'NO', reason }
  );
};
