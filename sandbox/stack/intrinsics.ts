import type { Deployed, StackAccount, Template } from './template.ts';

/** Gives a resource by its logical id, deployed; undefined when the template has none. */
export type Lookup = (logicalId: string) => Promise<Deployed | undefined>;

/** `AWS::NoValue`: a member with it is left out. */
const noValue = Symbol('AWS::NoValue');

/** Resolves a template's intrinsic functions. Names the function or reference it does not know. */
export class Intrinsics {
  readonly #template: Template;
  readonly #account: StackAccount;

  constructor(template: Template, account: StackAccount) {
    this.#template = template;
    this.#account = account;
  }

  /** A value with every intrinsic function in it carried out. */
  async resolve(value: unknown, lookup: Lookup): Promise<unknown> {
    if (Array.isArray(value)) {
      const items = await Promise.all(value.map((item) => this.resolve(item, lookup)));
      return items.filter((item) => item !== noValue);
    }
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [only] = entries;
    if (entries.length === 1 && only && (only[0] === 'Ref' || only[0].startsWith('Fn::'))) {
      return this.#call(only[0], only[1], lookup);
    }
    const members = await Promise.all(
      entries.map(async ([key, member]) => [key, await this.resolve(member, lookup)] as const),
    );
    return Object.fromEntries(members.filter(([, member]) => member !== noValue));
  }

  /** Whether a condition of the template holds; a resource without one is always made. */
  holds(name: string | undefined): boolean {
    if (name === undefined) return true;
    const condition = this.#template.Conditions?.[name];
    if (condition === undefined) throw new Error(`the template has no condition ${name}`);
    return this.#isTrue(condition);
  }

  async #call(name: string, argument: unknown, lookup: Lookup): Promise<unknown> {
    switch (name) {
      case 'Ref':
        return this.#ref(String(argument), lookup);
      case 'Fn::GetAtt':
        return this.#getAtt(Array.isArray(argument) ? argument.join('.') : String(argument), lookup);
      case 'Fn::Sub':
        return this.#sub(argument, lookup);
      case 'Fn::Join': {
        const [separator, items] = argument as [string, unknown];
        return ((await this.resolve(items, lookup)) as unknown[]).join(separator);
      }
      case 'Fn::If': {
        const [condition, whenTrue, whenFalse] = argument as [string, unknown, unknown];
        return this.resolve(this.holds(condition) ? whenTrue : whenFalse, lookup);
      }
      default:
        throw new Error(`the sandbox does not know the intrinsic function ${name}`);
    }
  }

  async #ref(name: string, lookup: Lookup): Promise<unknown> {
    if (name === 'AWS::NoValue') return noValue;
    const known = this.#parameter(name);
    if (known !== undefined) return known;
    const resource = await lookup(name);
    if (resource === undefined) throw new Error(`the template refers to ${name}, which it does not define`);
    return resource.ref;
  }

  #parameter(name: string): unknown {
    const { accountId, region, stackName } = this.#account;
    const pseudo: Record<string, string> = {
      'AWS::AccountId': accountId,
      'AWS::Region': region,
      'AWS::Partition': 'aws',
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackName': stackName,
      'AWS::StackId': `arn:aws:cloudformation:${region}:${accountId}:stack/${stackName}/00000000-0000-4000-8000-000000000000`,
    };
    return pseudo[name] ?? this.#template.Parameters?.[name]?.Default;
  }

  async #getAtt(reference: string, lookup: Lookup): Promise<string> {
    const [logicalId = '', ...rest] = reference.split('.');
    const attribute = rest.join('.');
    const value = (await lookup(logicalId))?.attributes[attribute];
    if (value === undefined) throw new Error(`the sandbox knows no attribute ${attribute} of ${logicalId}`);
    return value;
  }

  async #sub(argument: unknown, lookup: Lookup): Promise<string> {
    const [text, variables] = Array.isArray(argument) ? (argument as [string, object]) : [String(argument), {}];
    const own = (await this.resolve(variables, lookup)) as Record<string, unknown>;
    const parts = text.split(/(\$\{[^}]*\})/);
    const resolved = parts.map(async (part) => {
      const name = /^\$\{([^}]*)\}$/.exec(part)?.[1]?.trim();
      if (name === undefined) return part;
      if (name.startsWith('!')) return `\${${name.slice(1)}}`;
      if (name in own) return String(own[name]);
      return String(await (name.includes('.') ? this.#getAtt(name, lookup) : this.#ref(name, lookup)));
    });
    return (await Promise.all(resolved)).join('');
  }

  #isTrue(condition: unknown): boolean {
    const [[name, argument] = ['', undefined]] = Object.entries(condition as object);
    const items = Array.isArray(argument) ? (argument as unknown[]) : [];
    if (name === 'Condition') return this.holds(String(argument));
    if (name === 'Fn::Equals') return this.#constant(items[0]) === this.#constant(items[1]);
    if (name === 'Fn::Not') return !this.#isTrue(items[0]);
    if (name === 'Fn::And') return items.every((item) => this.#isTrue(item));
    if (name === 'Fn::Or') return items.some((item) => this.#isTrue(item));
    throw new Error(`the sandbox does not know the condition function ${name}`);
  }

  /** A condition's operand: a text or the value of a parameter. */
  #constant(operand: unknown): string {
    const name = typeof operand === 'object' && operand !== null && 'Ref' in operand ? String(operand.Ref) : undefined;
    return String(name === undefined ? operand : this.#parameter(name));
  }
}
