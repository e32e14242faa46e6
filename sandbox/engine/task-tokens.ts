import { randomBytes } from 'node:crypto';
import { StatesError } from './errors.ts';
import type { Json } from './json.ts';

/** A Task that waits for its token. */
export interface TokenWaiter {
  readonly token: string;
  /** Settled by SendTaskSuccess or SendTaskFailure. */
  readonly result: Promise<Json>;
  /** Called at each SendTaskHeartbeat. */
  onHeartbeat: () => void;
  /** The Task no longer waits. */
  close(): void;
}

interface OpenTask {
  waiter: TokenWaiter;
  resolve(output: Json): void;
  reject(error: StatesError): void;
}

const tokenPattern = /^AQ[\w+/=-]{20,}$/;

/** The task tokens of an account: who waits for which, and which are spent. */
export class TaskTokens {
  readonly #open = new Map<string, OpenTask>();
  readonly #spent = new Set<string>();

  create(): TokenWaiter {
    const token = `AQ${randomBytes(60).toString('base64url')}`;
    const { promise, resolve, reject } = Promise.withResolvers<Json>();
    promise.catch(() => {}); // The Task may have ended for another reason.
    const waiter: TokenWaiter = { token, result: promise, onHeartbeat: () => {}, close: () => this.#close(token) };
    this.#open.set(token, { waiter, resolve, reject });
    return waiter;
  }

  /** `malformed`, `unknown` to this account, `spent`, or `open`. */
  status(token: string): 'malformed' | 'unknown' | 'spent' | 'open' {
    if (this.#open.has(token)) return 'open';
    if (this.#spent.has(token)) return 'spent';
    return tokenPattern.test(token) ? 'unknown' : 'malformed';
  }

  succeed(token: string, output: Json): void {
    this.#open.get(token)?.resolve(output);
    this.#close(token);
  }

  fail(token: string, error: string | undefined, cause: string | undefined): void {
    this.#open.get(token)?.reject(new StatesError(error, cause));
    this.#close(token);
  }

  heartbeat(token: string): void {
    this.#open.get(token)?.waiter.onHeartbeat();
  }

  #close(token: string): void {
    if (this.#open.delete(token)) this.#spent.add(token);
  }
}
