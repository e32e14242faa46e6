import { DeliveryError } from './deliver.ts';

/** How long SNS waits for an endpoint's answer. */
const answerWithinMs = 15_000;

/** An HTTP request as SNS sends it. */
export interface HttpMessage {
  endpoint: string;
  headers: Record<string, string>;
  body: string;
}

/** Credentials of an endpoint's URL go as Basic authentication. */
const addressOf = (endpoint: string): { url: URL; authorization: Record<string, string> } => {
  const url = new URL(endpoint);
  const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = '';
  url.password = '';
  const basic = `Basic ${Buffer.from(credentials).toString('base64')}`;
  return { url, authorization: credentials === ':' ? {} : { authorization: basic } };
};

/**
 * Posts to an endpoint. Whoever does not answer, answers 5XX or 429 is asked again; every other refusal is final.
 *
 * @throws DeliveryError
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
 */
export const sendHttp = async ({ endpoint, headers, body }: HttpMessage): Promise<void> => {
  const { url, authorization } = addressOf(endpoint);
  const posted = fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'text/plain; charset=UTF-8',
      'user-agent': 'Amazon Simple Notification Service Agent',
      ...authorization,
      ...headers,
    },
    body,
    redirect: 'manual',
    // The endpoint is a real program: its time is the machine's.
    signal: AbortSignal.timeout(answerWithinMs),
  });
  const response = await posted.catch((cause: unknown) => {
    throw new DeliveryError(`${url.origin} does not answer`, true, { cause });
  });
  await response.body?.cancel();
  if (response.ok) return;
  const { status } = response;
  throw new DeliveryError(`${url.origin} answered ${status}`, status >= 500 || status === 429);
};
