import type { World } from '../../world.ts';
import { changedAttributes, defaultAttributes, redrivePolicyOf } from './attributes.ts';
import {
  invalidParameter,
  queueDeletedRecently,
  queueDoesNotExist,
  queueNameExists,
  unsupportedOperation,
} from './errors.ts';
import { Queue } from './queue.ts';

const deletingMs = 60_000;

/** The account's queues, by name, URL or ARN. */
export class Queues {
  readonly #world: World;
  readonly #byName = new Map<string, Queue>();
  readonly #byArn = new Map<string, Queue>();
  readonly #deletedAt = new Map<string, number>();

  constructor(world: World) {
    this.#world = world;
  }

  /**
   * Makes a queue; the same name with the same attributes gives the same queue.
   *
   * @throws AwsError QueueNameExists, QueueDeletedRecently, and those of wrong attributes
   */
  create(name: string, given: Record<string, string> = {}): Queue {
    if (name.endsWith('.fifo')) throw unsupportedOperation('the sandbox has standard queues only, no FIFO queues');
    if (!/^[\w-]{1,80}$/.test(name)) {
      throw invalidParameter('Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length');
    }
    const attributes = this.#checked(changedAttributes(defaultAttributes, given));
    const known = this.#byName.get(name);
    if (known) {
      const other = Object.keys(given).find((key) => known.attributes[key] !== attributes[key]);
      if (other !== undefined) throw queueNameExists(other);
      return known;
    }
    const deletedAt = this.#deletedAt.get(name);
    if (deletedAt !== undefined && this.#world.clock.now() < deletedAt + deletingMs) throw queueDeletedRecently();
    const surroundings = { clock: this.#world.clock, queueOf: (arn: string) => this.find(arn) };
    const queue = new Queue({ name, arn: this.arnOf(name) }, surroundings);
    queue.attributes = attributes;
    this.#byName.set(name, queue);
    this.#byArn.set(queue.arn, queue);
    return queue;
  }

  /** @throws AwsError as for wrong attributes */
  change(queue: Queue, given: Record<string, string>): void {
    queue.attributes = this.#checked(changedAttributes(queue.attributes, given));
  }

  /** @throws AwsError QueueDoesNotExist */
  byName(name: string): Queue {
    const queue = this.#byName.get(name);
    if (!queue) throw queueDoesNotExist();
    return queue;
  }

  find(arn: string): Queue | undefined {
    return this.#byArn.get(arn);
  }

  /** @throws AwsError QueueDoesNotExist */
  byArn(arn: string): Queue {
    const queue = this.find(arn);
    if (!queue) throw queueDoesNotExist();
    return queue;
  }

  /**
   * The host of a URL is not looked at: SQS finds a queue by its path.
   *
   * @throws AwsError QueueDoesNotExist
   */
  byUrl(url: string): Queue {
    const [account = '', name = ''] = (URL.parse(url)?.pathname ?? `/${url}`).split('/').slice(-2);
    if (account !== '' && account !== this.#world.accountId) throw queueDoesNotExist();
    return this.byName(name);
  }

  delete(queue: Queue): void {
    this.#byName.delete(queue.name);
    this.#byArn.delete(queue.arn);
    this.#deletedAt.set(queue.name, this.#world.clock.now());
    queue.close();
  }

  /** By name. */
  list(): Queue[] {
    return [...this.#byName.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  arnOf(name: string): string {
    return `arn:aws:sqs:${this.#world.region}:${this.#world.accountId}:${name}`;
  }

  /** Its URL by the endpoint, so that whoever is told it comes back to the sandbox. */
  urlOf({ name }: Queue): string {
    return `${this.#world.endpointUrl}/${this.#world.accountId}/${name}`;
  }

  #checked(attributes: Record<string, string>): Record<string, string> {
    const policy = attributes['RedrivePolicy'];
    const target = redrivePolicyOf(policy)?.deadLetterTargetArn;
    if (target !== undefined && !this.find(target)) {
      throw invalidParameter(
        `Value ${policy} for parameter RedrivePolicy is invalid. Reason: Dead letter target does not exist.`,
      );
    }
    return attributes;
  }
}
