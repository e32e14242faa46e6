/** A promise with its two ends. */
export interface Deferred<Value> {
  promise: Promise<Value>;
  resolve(value: Value): void;
  reject(reason: unknown): void;
}

/** `Promise.withResolvers`, which Node 20 lacks: the programs run on whatever Node an operator has. */
export const deferred = <Value>(): Deferred<Value> => {
  let ends: Omit<Deferred<Value>, 'promise'> = { resolve: () => undefined, reject: () => undefined };
  const promise = new Promise<Value>((resolve, reject) => {
    ends = { resolve, reject };
  });
  return { promise, resolve: (value) => ends.resolve(value), reject: (reason) => ends.reject(reason) };
};
