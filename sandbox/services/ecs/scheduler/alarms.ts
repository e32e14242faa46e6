import type { Clock } from '../../../clock.ts';
import type { ServiceRecord } from '../service-record.ts';

/** One timer per service at most: the earliest that was asked for. */
export interface Alarms {
  /** Looks at the service once the time has passed, or earlier where that is due already. */
  wake(service: ServiceRecord, ms: number): void;
  /** Sets none any more. Those that are set find that they are late. */
  close(): void;
}

/** @param look what an alarm does */
export const createAlarms = (clock: () => Clock, look: (service: ServiceRecord) => void): Alarms => {
  let isClosed = false;
  return {
    wake: (service, ms) => {
      const { memory, status } = service;
      const dueAt = clock().now() + ms;
      if (isClosed || status === 'INACTIVE' || (memory.timer && memory.timer.dueAt <= dueAt)) return;
      memory.timer?.cancel();
      const fire = () => {
        delete memory.timer;
        if (!isClosed) look(service);
      };
      memory.timer = { dueAt, cancel: clock().after(ms, fire) };
    },
    close: () => {
      isClosed = true;
    },
  };
};
