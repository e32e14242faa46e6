import type { Json, JsonObject } from '../../engine/json.ts';

/** What a service tells EventBridge; the bus adds id, time, account and region. */
export interface EmittedEvent {
  /** `aws.states`. */
  source: string;
  detailType: string;
  /** ARNs that the event is about. */
  resources: string[];
  detail: JsonObject;
}

/**
 * An event as rules and targets see it.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/ref/overview-event-structure.html
 */
export interface BusEvent {
  version: '0';
  id: string;
  'detail-type': string;
  source: string;
  account: string;
  /** ISO 8601 without milliseconds. */
  time: string;
  region: string;
  resources: string[];
  detail: JsonObject;
}

/** An event as plain JSON, which it is: nothing is copied. */
export const asJson = (event: BusEvent): JsonObject => event as unknown as { [key: string]: Json };
