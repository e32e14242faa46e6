import { type Clock, sleepOn } from './clock.ts';

/** setTimeout keeps its delay in 32 bits and fires at once beyond them: longer waits are made of several. */
const longestTimeoutMs = 2_147_483_647;

/** The machine's own time. Timers of any length; `stop` cancels those that are left. */
export const realClock = (): Clock => {
  const pending = new Set<() => void>();
  let isStopped = false;

  const after: Clock['after'] = (ms, fire) => {
    if (isStopped) return () => {};
    const dueAt = Date.now() + ms;
    let timer: NodeJS.Timeout;
    const cancel = () => {
      clearTimeout(timer);
      pending.delete(cancel);
    };
    const wait = () => {
      timer = setTimeout(
        () => {
          if (Date.now() < dueAt - 1) return wait();
          pending.delete(cancel);
          fire();
        },
        Math.max(0, Math.min(dueAt - Date.now(), longestTimeoutMs)),
      );
    };
    wait();
    pending.add(cancel);
    return cancel;
  };

  return {
    now: () => Date.now(),
    after,
    sleep: sleepOn(after),
    whileBusy: (work) => work(),
    stop: () => {
      isStopped = true;
      for (const cancel of [...pending]) cancel();
    },
  };
};
