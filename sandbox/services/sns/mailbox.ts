/** A message as a subscriber (or, without one, the topic itself) got it. */
export interface Mail {
  topicArn: string;
  messageId: string;
  subject?: string;
  message: string;
  /** The address of the email subscription; absent for the topic's own copy. */
  to?: string;
  /** ISO 8601. */
  publishedAt: string;
}

/** Hears of a mail as it arrives. */
export type MailListener = (mail: Mail) => void;

/** Keeps what was published, and shows mails to those who watch. */
export const createMailbox = () => {
  const kept: Mail[] = [];
  const listeners = new Set<MailListener>();
  return {
    kept,
    /** Tells of every mail to a subscriber, or of the topic's own where it has none. @returns ends that */
    onMail: (listener: MailListener): (() => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    show: (mail: Mail): void => {
      for (const listener of listeners) listener(mail);
    },
  };
};
