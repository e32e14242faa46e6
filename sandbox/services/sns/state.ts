import { AwsError } from '../../service.ts';
import type { World } from '../../world.ts';
import { invalid } from './errors.ts';
import { checkTopicAttribute } from './topic-attributes.ts';

/** Who is told of what a topic is told. */
export interface Subscription {
  arn: string;
  topicArn: string;
  protocol: string;
  endpoint: string;
  /** Nothing is delivered before. */
  isConfirmed: boolean;
  /** What confirms it; made for HTTP only. */
  token: string;
  tokenMadeAt: number;
  /** Only callers that sign may end it. */
  isAuthenticated: boolean;
  /** RawMessageDelivery and RedrivePolicy as they were given. */
  attributes: Record<string, string>;
}

export interface Topic {
  arn: string;
  attributes: Record<string, string>;
  subscriptions: Subscription[];
  /** Subscriptions that were ended; those of HTTP endpoints come back where they do not agree. */
  ended: Subscription[];
}

/** The topics of one account, with their subscriptions. */
export class Topics {
  readonly all = new Map<string, Topic>();
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** Creates a topic; the same name with the same attributes gives the same topic. @throws AwsError InvalidParameter */
  create(name: string, attributes: Record<string, string> = {}): string {
    if (!/^[\w-]{1,256}$/.test(name)) throw invalid('Topic Name');
    for (const [key, value] of Object.entries(attributes)) checkTopicAttribute(key, value);
    const arn = `arn:aws:sns:${this.#world.region}:${this.#world.accountId}:${name}`;
    const known = this.all.get(arn);
    if (known && Object.entries(attributes).some(([key, value]) => known.attributes[key] !== value)) {
      throw invalid('Attributes Reason: Topic already exists with different attributes');
    }
    if (!known) this.all.set(arn, { arn, attributes: { ...attributes }, subscriptions: [], ended: [] });
    return arn;
  }

  /** @throws AwsError InvalidParameter, NotFound */
  get(arn: string | undefined): Topic {
    if (arn === undefined) throw invalid('TopicArn or TargetArn Reason: no value for required parameter');
    if (!/^arn:[^:]+:sns:[^:]*:\d{12}:[\w-]+$/.test(arn)) throw invalid('TopicArn');
    const topic = this.all.get(arn);
    if (!topic) throw new AwsError('NotFound', 'Topic does not exist', 404);
    return topic;
  }

  /** A subscription of any topic. */
  find(matches: (subscription: Subscription) => boolean): Subscription | undefined {
    return [...this.all.values()].flatMap(({ subscriptions }) => subscriptions).find(matches);
  }

  /** @throws AwsError InvalidParameter, NotFound */
  subscription(arn: string | undefined): Subscription {
    checkSubscriptionArn(arn);
    const found = this.find((each) => each.arn === arn);
    if (!found) throw new AwsError('NotFound', 'Subscription does not exist', 404);
    return found;
  }
}

/** @throws AwsError InvalidParameter, also for the words that stand for the ARN of what is not confirmed */
export const checkSubscriptionArn = (arn = ''): void => {
  if (/^arn:[^:]+:sns:[^:]*:\d{12}:[\w-]+:[\w-]+$/.test(arn)) return;
  const count = arn.split(':').length;
  const why = count < 6 ? ` Reason: An ARN must have at least 6 elements, not ${count}` : '';
  throw invalid(`SubscriptionArn${why}`);
};
