import { causeInWords } from '../../report/cause-in-words.ts';
import type { Ledger } from '../ledger.ts';
import type { Acted, Recovery } from '../run-state.ts';
import { alertNotice } from './alert.ts';
import type { InstanceOutage, NoticeContext } from './context.ts';
import { newsNotice, toldOf } from './news.ts';
import type { Notice } from './notice.ts';
import { isNews, markAlerted, markTold, newsOf, toAlert } from './untold.ts';

interface KeptState {
  acted: Acted | null;
  /** The last look of CheckRecovery; null before the first. */
  recovery: Recovery | null;
  /** What Catches left, by state. */
  failure: Record<string, unknown>;
}

/** What could not be told. */
export interface Untold {
  notice: Notice;
  /** What the Catch of the step left that should have told it. */
  failure: unknown;
  instances: number;
  /** Those of them that are alerted by this. */
  alerted: InstanceOutage[];
  /** The ledger once it counts as told. */
  mark: (ledger: Ledger) => Ledger;
}

/** The message that a run owes: its alert, or else what the last look found; undefined where nothing is left to tell. */
export const untoldOf = (ledger: Ledger, state: KeptState, context: NoticeContext): Untold | undefined => {
  const { acted, recovery, failure } = state;
  const by = { execution: context.execution.id, now: context.now };
  const outages = toAlert(ledger, by.execution);
  if (outages.length > 0) {
    return {
      notice: alertNotice(outages, { acted, failure, listLink: null }, context),
      failure: failure['AlertDisconnects'],
      instances: outages.length,
      alerted: outages,
      mark: (current) => markAlerted(current, outages, by),
    };
  }
  const news = recovery && newsOf(ledger, by.execution, recovery);
  if (!news || !isNews(news)) return undefined;
  return {
    notice: newsNotice(news, null, context),
    failure: failure['TellRecovery'],
    instances: toldOf(news).length,
    alerted: [],
    mark: (current) => markTold(current, news, by),
  };
};

/** A message as it lies in the dead-letter queue. */
export interface KeptMessage {
  kept: string;
  topicArn: string;
  /** ARN of the run. */
  execution: string;
  /** Name of SNS's error. */
  error: string;
  cause: string;
  subject: string;
  email: string;
  slack: object;
}

/** What is put into the queue: the message's forms, why it is there, and what to do with it. */
export const keptMessage = (
  { notice, failure }: Untold,
  topicArn: string,
  { execution }: NoticeContext,
): KeptMessage => {
  const { Error: error = 'unknown', Cause: cause = '' } = (failure ?? {}) as { Error?: string; Cause?: string };
  const { subject, email, slack } = notice;
  return {
    kept:
      'Telling this message about ECS agents failed, so that it may have reached nobody. It counts as told: nothing sends it again. ' +
      'Read it here, see that its topic can be published to, and delete it; there is no use in moving it to another queue.',
    topicArn,
    execution: execution.id,
    error,
    cause: causeInWords(cause),
    subject,
    email,
    slack,
  };
};
