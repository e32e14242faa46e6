/** A JSON value. The engine never changes one in place: what a state got is what its history shows. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const texts = new WeakMap<object, string>();

/** JSON text of a value. One state's output is the next one's input, so its text is made once and shared. */
export const toText = (value: Json): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const known = texts.get(value);
  if (known !== undefined) return known;
  const text = JSON.stringify(value);
  texts.set(value, text);
  return text;
};

/** Largest input, output or task result of a state, in bytes of UTF-8. */
export const payloadMaxBytes = 262_144;

export const isTooLarge = (text: string): boolean =>
  text.length * 3 > payloadMaxBytes && Buffer.byteLength(text) > payloadMaxBytes;
