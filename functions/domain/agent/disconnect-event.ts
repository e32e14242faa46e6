import * as v from 'valibot';
import { shortId } from '../ecs/arn.ts';

/** An agent's disconnection as an event tells it. */
export interface DisconnectEvent {
  clusterArn: string;
  /** Container instance id. */
  instance: string;
  /** ECS's version of the container instance: it orders the events of one, whatever order they come in. */
  version: number;
  /** When it happened: ISO 8601. */
  at: string;
  /** False in all that the rule sends. */
  agentConnected: boolean;
}

const clusterArn = v.pipe(
  v.string('the ARN of a cluster'),
  v.regex(/^arn:[^:\s]+:ecs:[^:\s]+:\d{12}:cluster\/[\w-]{1,255}$/, 'the ARN of a cluster'),
);

const containerInstanceArn = v.pipe(
  v.string('the ARN of a container instance'),
  v.regex(
    /^arn:[^:\s]+:ecs:[^:\s]+:\d{12}:container-instance\/([\w-]{1,255}\/)?[0-9a-f-]{32,36}$/,
    'the ARN of a container instance',
  ),
);

const expectedVersion = 'a whole number, 0 or more';
const version = v.pipe(v.number(expectedVersion), v.safeInteger(expectedVersion), v.minValue(0, expectedVersion));

const expectedTime = 'a time such as 2026-11-21T05:50:07Z';

/** Some that look like times are none to JavaScript (`+05`), or give years that nothing reads again: one message is not to harm a batch. */
const isSensible = (text: string): boolean =>
  Date.parse(text) >= Date.UTC(2000, 0) && Date.parse(text) < Date.UTC(10_000, 0);

const isTime = (text: string): boolean => v.is(v.pipe(v.string(), v.isoTimestamp()), text) && isSensible(text);

const time = v.pipe(v.string(expectedTime), v.check(isTime, expectedTime));

const agentConnected = v.optional(v.boolean('true or false'), false);
const detail = { clusterArn, containerInstanceArn, version };

/** What the rule's input transformer makes of an event: a tenth of it. */
const messageSchema = v.object({ time, ...detail, agentConnected });

const detailType = 'ECS Container Instance State Change';

/** The event itself, as it lies in the dead-letter queue when EventBridge could not hand it over, or as a person sends it. */
const wholeEventSchema = v.object({
  'detail-type': v.literal(detailType, detailType),
  time,
  detail: v.object({ ...detail, agentConnected: v.boolean('true or false') }, 'an object'),
});

/** What was read of a queue's message: an event, or what was wrong with it. */
export type ReadEvent = { event: DisconnectEvent } | { problem: string };

const wordsOf = ({ received, message, expected }: v.BaseIssue<unknown>): string => {
  if (received === 'undefined') return 'is missing';
  return `expected ${message.startsWith('Invalid') ? expected : message}`;
};

const problemOf = (issues: readonly v.BaseIssue<unknown>[]): ReadEvent => ({
  problem: issues.map((issue) => `${v.getDotPath(issue) ?? 'message'}: ${wordsOf(issue)}`).join('; '),
});

const eventOf = ({ time: at, ...told }: v.InferOutput<typeof messageSchema>): ReadEvent => ({
  event: {
    clusterArn: told.clusterArn,
    instance: shortId(told.containerInstanceArn),
    version: told.version,
    at: new Date(Date.parse(at)).toISOString(),
    agentConnected: told.agentConnected,
  },
});

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * Reads a message of the queue: `{"id","time","clusterArn","containerInstanceArn","version"}` as the rule makes it, or the whole event of
 * ECS. What is wrong is said in words that name every bad field and hold none of the values.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_container_instance_events.html
 */
export const readDisconnectEvent = (body: string): ReadEvent => {
  const message = parseJson(body);
  if (typeof message !== 'object' || message === null || Array.isArray(message)) {
    return { problem: 'message: expected a JSON object' };
  }
  if (!('detail' in message)) {
    const read = v.safeParse(messageSchema, message);
    return read.success ? eventOf(read.output) : problemOf(read.issues);
  }
  const read = v.safeParse(wholeEventSchema, message);
  return read.success ? eventOf({ time: read.output.time, ...read.output.detail }) : problemOf(read.issues);
};
