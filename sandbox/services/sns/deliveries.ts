import { randomUUID } from 'node:crypto';
import type { World } from '../../world.ts';
import { DeliveryError, deliver, retryDelays } from './deliver.ts';
import { confirmationOf, notificationOf, type Outgoing, type Question } from './documents.ts';
import { sendHttp } from './send-http.ts';
import type { Signer } from './signing.ts';
import type { Subscription } from './state.ts';
import { deadLetterQueueOf } from './subscribe-request.ts';

/** How SNS reaches other services. Each fails with an AwsError as its service would. */
export interface SnsPorts {
  sendToQueue(queueArn: string, body: string): Promise<void>;
  /** Invokes as an event: nobody waits for the answer. */
  invokeFunction(functionArn: string, payload: string): Promise<void>;
}

/** A message that a subscriber never got, and no dead-letter queue either. */
export interface LostMessage {
  subscriptionArn: string;
  endpoint: string;
  body: string;
  /** What the last attempt was told. */
  message: string;
}

const isHttp = (protocol: string): boolean => protocol === 'http' || protocol === 'https';

/** Delivers to endpoints, queues and functions: each on its own, and none waited for. */
export class Deliveries {
  readonly lost: LostMessage[] = [];
  readonly #world: World;
  readonly #signer: Signer;
  readonly #ports: SnsPorts;
  readonly #underway = new Set<Promise<void>>();

  constructor(world: World, signer: Signer, ports: SnsPorts) {
    this.#world = world;
    this.#signer = signer;
    this.#ports = ports;
  }

  /** Sends a message to a subscription that is confirmed. */
  notify(subscription: Subscription, outgoing: Outgoing): void {
    this.#start(() => this.#notify(subscription, outgoing));
  }

  /** Asks an HTTP endpoint whether it wants to be subscribed, or whether it was meant to leave. */
  ask(question: Question, subscription: Subscription, signatureVersion: string): void {
    this.#start(() => this.#ask(question, subscription, signatureVersion));
  }

  async settled(): Promise<void> {
    while (this.#underway.size > 0) await Promise.all(this.#underway);
  }

  #start(work: () => Promise<void>): void {
    const started = work().finally(() => this.#underway.delete(started));
    this.#underway.add(started);
  }

  async #notify(subscription: Subscription, outgoing: Outgoing): Promise<void> {
    const { protocol, attributes } = subscription;
    const isRaw = /^true$/i.test(attributes['RawMessageDelivery'] ?? '');
    const notification = await this.#world.clock.whileBusy(() =>
      notificationOf(this.#signer, this.#world.endpointUrl, subscription, outgoing),
    );
    const body = isRaw ? outgoing.message : JSON.stringify(notification, null, isHttp(protocol) ? 2 : undefined);
    const send = () => {
      if (isHttp(protocol)) return this.#post(subscription, 'Notification', outgoing.messageId, body, isRaw);
      if (protocol === 'sqs') return this.#ports.sendToQueue(subscription.endpoint, body);
      return this.#ports.invokeFunction(subscription.endpoint, eventOf(subscription, notification));
    };
    const delays = isHttp(protocol) ? retryDelays.http : retryDelays.managed;
    const error = await deliver(this.#world.clock, delays, send);
    if (error !== undefined) await this.#redrive(subscription, body, error);
  }

  async #ask(question: Question, subscription: Subscription, signatureVersion: string): Promise<void> {
    const { clock, endpointUrl } = this.#world;
    const stamp = { messageId: randomUUID(), sentAt: new Date(clock.now()).toISOString(), signatureVersion };
    const document = await clock.whileBusy(() =>
      confirmationOf(this.#signer, endpointUrl, question, subscription, stamp),
    );
    const body = JSON.stringify(document, null, 2);
    const send = () => this.#post(subscription, question, stamp.messageId, body, false);
    const error = await deliver(clock, retryDelays.http, send);
    // No dead-letter queue takes what no subscriber has asked for yet.
    if (error !== undefined) this.#lose(subscription, body, error);
  }

  #post(
    { arn, topicArn, endpoint }: Subscription,
    type: 'Notification' | Question,
    messageId: string,
    body: string,
    isRaw: boolean,
  ): Promise<void> {
    const headers = {
      'x-amz-sns-message-type': type,
      'x-amz-sns-message-id': messageId,
      'x-amz-sns-topic-arn': topicArn,
      ...(type !== 'SubscriptionConfirmation' && { 'x-amz-sns-subscription-arn': arn }),
      ...(isRaw && { 'x-amz-sns-rawdelivery': 'true' }),
    };
    return this.#world.clock.whileBusy(() => sendHttp({ endpoint, headers, body }));
  }

  async #redrive(subscription: Subscription, body: string, error: unknown): Promise<void> {
    const queue = deadLetterQueueOf(subscription.attributes['RedrivePolicy']);
    if (queue === undefined) return this.#lose(subscription, body, error);
    const send = () => this.#ports.sendToQueue(queue, body);
    const refused = await deliver(this.#world.clock, retryDelays.managed, send);
    if (refused !== undefined) this.#lose(subscription, body, refused);
  }

  #lose({ arn, endpoint }: Subscription, body: string, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.lost.push({ subscriptionArn: arn, endpoint, body, message });
  }
}

/**
 * The event of a function that is subscribed.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
 */
const eventOf = ({ arn }: Subscription, notification: Awaited<ReturnType<typeof notificationOf>>): string => {
  const { SigningCertURL, UnsubscribeURL, MessageAttributes = {}, ...fields } = notification;
  const Sns = { ...fields, SigningCertUrl: SigningCertURL, UnsubscribeUrl: UnsubscribeURL, MessageAttributes };
  const record = { EventVersion: '1.0', EventSubscriptionArn: arn, EventSource: 'aws:sns', Sns };
  return JSON.stringify({ Records: [record] });
};

/** For a topic without other services around it. */
export const noPorts: SnsPorts = {
  sendToQueue: (queueArn) => Promise.reject(new DeliveryError(`there is no queue ${queueArn}`, false)),
  invokeFunction: (functionArn) => Promise.reject(new DeliveryError(`there is no function ${functionArn}`, false)),
};
