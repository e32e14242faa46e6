/**
 * Jest runs tests in a realm of their own but hands them the outer realm's structuredClone, whose Dates are no `Date` to
 * the SDK's serializers in here. This one clones within the realm what the sandbox clones: JSON-like values with Dates.
 */
const clone = (value) => {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return new Date(value);
  if (Array.isArray(value)) return value.map(clone);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, clone(member)]));
};

globalThis.structuredClone = clone;
