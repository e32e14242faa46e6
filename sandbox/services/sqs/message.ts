/** A message as it is received, by a consumer or by Lambda for a function. */
export interface QueueMessage {
  messageId: string;
  receiptHandle: string;
  body: string;
  md5OfBody: string;
  /** System attributes; counts and times (ms since 1970) are texts, as SQS gives them. */
  attributes: {
    ApproximateReceiveCount: string;
    SentTimestamp: string;
    SenderId: string;
    ApproximateFirstReceiveTimestamp: string;
  };
}

/** How Lambda reads a queue for its functions: past HTTP, with the same effects as the operations. */
export interface QueueReader {
  /** How long a received message is hidden, in seconds; undefined where there is no such queue. */
  visibilityTimeoutSeconds(queueArn: string): number | undefined;
  /** Takes up to `most` messages that are visible now, oldest first; each is hidden for the queue's visibility timeout. */
  receive(queueArn: string, most: number): QueueMessage[];
  delete(queueArn: string, receiptHandle: string): void;
  /** Resolves as soon as a message is visible; at once where one is. Rejects with the signal's reason. */
  waitForMessage(queueArn: string, signal: AbortSignal): Promise<void>;
}
