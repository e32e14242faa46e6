/**
 * AWS's list prices of 2026 in USD, of us-east-1 and arm64, without free tiers and volume discounts; the pages named below have
 * them. Events of AWS services are free on the default bus.
 */
export const prices = {
  /** A request of up to 64 KiB. https://aws.amazon.com/sqs/pricing/ */
  sqsRequest: 0.4 / 1e6,
  /** https://aws.amazon.com/lambda/pricing/ */
  lambdaInvocation: 0.2 / 1e6,
  lambdaGbSecond: 0.0000133334,
  /** Of a Standard workflow. https://aws.amazon.com/step-functions/pricing/ */
  stateTransition: 0.025 / 1e3,
  /** A Publish of up to 64 KiB. https://aws.amazon.com/sns/pricing/ */
  snsPublish: 0.5 / 1e6,
  snsMail: 2 / 1e5,
  /** Ingested. https://aws.amazon.com/cloudwatch/pricing/ */
  logsByte: 0.5 / 1e9,
  /** A custom metric that is told in an hour. */
  metricHour: 0.3 / 730,
  alarmHour: 0.1 / 730,
  /** https://aws.amazon.com/s3/pricing/ */
  s3Put: 0.005 / 1e3,
  s3Get: 0.0004 / 1e3,
};

/** What CloudWatch Logs counts of an event beside its bytes. */
export const logEventOverheadBytes = 26;

/** Pollers that Lambda has for a queue as long as there is no load. */
export const pollers = 5;

/** Requests of Lambda's pollers while a queue is empty: each waits for 20 seconds. */
export const idlePolls = (seconds: number): number => (pollers * seconds) / 20;

/** What an invocation is billed, by a model that is the same for every design: what a function does itself, and a wait for each AWS call. */
export const billedMs = (invocations: number, calls: number): number => 50 * invocations + 30 * calls;

export const gbSeconds = (ms: number, memoryMb: number): number => (ms / 1_000) * (memoryMb / 1_024);

/** A part of a bill: what for, and how much in USD; a range where AWS does not say how often it asks. */
export interface Charge {
  what: string;
  least: number;
  most: number;
}

export const charge = (what: string, least: number, most = least): Charge => ({ what, least, most });

export const totalOf = (charges: Charge[]): Charge =>
  charges.reduce((sum, { least, most }) => charge(sum.what, sum.least + least, sum.most + most), charge('total', 0));
