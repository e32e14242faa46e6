import type { PutRuleCommandInput, Target } from '@aws-sdk/client-eventbridge';
import type { World } from '../../world.ts';
import { constraint, resourceNotFound, ruleNotFound, validationError } from './errors.ts';
import { compileEventPattern, type EventPattern } from './event-pattern.ts';

/** A rule on the default bus. */
export interface Rule {
  name: string;
  arn: string;
  /** JSON text. */
  patternText: string;
  matches: EventPattern;
  state: 'ENABLED' | 'DISABLED';
  description: string | undefined;
  roleArn: string | undefined;
  /** By their ids. */
  targets: Map<string, Target>;
}

const longestPattern = 4_096;

/** The account's rules. There is no bus but the default one. */
export class Rules {
  readonly #world: Pick<World, 'accountId' | 'region'>;
  readonly #byName = new Map<string, Rule>();
  /** By name; they are asked for with each event. */
  #sorted: readonly Rule[] = [];

  constructor(world: Pick<World, 'accountId' | 'region'>) {
    this.#world = world;
  }

  /** Makes a rule, or changes one and leaves its targets. */
  put(input: Omit<PutRuleCommandInput, 'Tags'>): Rule {
    const { Name: name = '', EventPattern: patternText, State: state = 'ENABLED' } = input;
    this.checkBus(input.EventBusName);
    if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(name)) {
      throw constraint('name', 'satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+');
    }
    if (input.ScheduleExpression !== undefined) {
      throw validationError('the sandbox runs no schedules; leave ScheduleExpression out');
    }
    if (patternText === undefined) {
      throw validationError('Parameter(s) EventPattern or ScheduleExpression must be specified.');
    }
    if (patternText.length > longestPattern) {
      throw constraint('eventPattern', `have length less than or equal to ${longestPattern}`);
    }
    const rule: Rule = {
      name,
      arn: this.arnOf(name),
      patternText,
      matches: compileEventPattern(patternText),
      state: state === 'DISABLED' ? 'DISABLED' : 'ENABLED',
      description: input.Description,
      roleArn: input.RoleArn,
      targets: this.#byName.get(name)?.targets ?? new Map(),
    };
    this.#byName.set(name, rule);
    this.#sort();
    return rule;
  }

  arnOf(name: string): string {
    return `arn:aws:events:${this.#world.region}:${this.#world.accountId}:rule/${name}`;
  }

  /** @throws AwsError ResourceNotFoundException */
  get(name: string, bus?: string): Rule {
    this.checkBus(bus);
    const rule = this.#byName.get(name);
    if (!rule) throw ruleNotFound(name);
    return rule;
  }

  /** Deleting what is not there is a success on EventBridge. @throws AwsError ValidationException while it has targets */
  delete(name: string, bus?: string): void {
    this.checkBus(bus);
    const targets = this.#byName.get(name)?.targets.size ?? 0;
    if (targets > 0) throw validationError("Rule can't be deleted since it has targets.");
    this.#byName.delete(name);
    this.#sort();
  }

  /** By name. */
  list(bus?: string): readonly Rule[] {
    this.checkBus(bus);
    return this.#sorted;
  }

  /** @throws AwsError ResourceNotFoundException for any bus but the default one */
  checkBus(nameOrArn = 'default'): void {
    if (nameOrArn === 'default' || nameOrArn === this.busArn) return;
    throw resourceNotFound(`Event bus ${nameOrArn.split('/').at(-1)} does not exist.`);
  }

  get busArn(): string {
    return `arn:aws:events:${this.#world.region}:${this.#world.accountId}:event-bus/default`;
  }

  #sort(): void {
    this.#sorted = [...this.#byName.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
  }
}
