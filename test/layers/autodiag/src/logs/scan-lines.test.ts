import { describe, expect, it } from '@jest/globals';
import type { ByteSource } from '../../../../../layers/autodiag/src/logs/byte-source.ts';
import { type Finder, substringFinder, wordFinder } from '../../../../../layers/autodiag/src/logs/finders.ts';
import { scanLines } from '../../../../../layers/autodiag/src/logs/scan-lines.ts';

/** Hands out text in pieces of a given size, as a slow disk or a decompressor would. */
const sourceOf = (text: string, pieceBytes = Number.POSITIVE_INFINITY): ByteSource => {
  const bytes = Buffer.from(text);
  let position = 0;
  return {
    read: async (target, offset) => {
      const copied = bytes.copy(target, offset, position, Math.min(position + pieceBytes, bytes.length));
      position += copied;
      return copied;
    },
    close: async () => undefined,
  };
};

const scan = async (source: ByteSource, finder: Finder): Promise<{ text: string; lengthBytes: number }[]> => {
  const lines: { text: string; lengthBytes: number }[] = [];
  await scanLines(source, finder, (view, start, end, lengthBytes) => {
    lines.push({ text: view.toString('utf8', start, end), lengthBytes });
  });
  return lines;
};

const texts = async (text: string, finder: Finder, pieceBytes?: number): Promise<string[]> =>
  (await scan(sourceOf(text, pieceBytes), finder)).map((line) => line.text);

const troubleFinder = (): Finder => wordFinder(['error', 'failed', 'timeout', 'refused']);

describe('scanLines', () => {
  it('gives each matching line once, however often it matches', async () => {
    expect(await texts('a needle\nnothing\nneedle needle\n', substringFinder('needle'))).toEqual([
      'a needle',
      'needle needle',
    ]);
  });

  it('gives a last line without a line feed', async () => {
    expect(await texts('one\ntwo needle', substringFinder('needle'))).toEqual(['two needle']);
  });

  it.each(['.*', '../../etc/passwd', '[x]', '$&', 'naïve 日本'])('takes %s literally', async (needle) => {
    expect(await texts(`has ${needle} in it\nhas not\nxx\n`, substringFinder(needle))).toEqual([`has ${needle} in it`]);
  });

  it.each([1, 2, 3, 5, 7, 64])('finds the same lines in pieces of %i bytes', async (pieceBytes) => {
    const text = 'x\nfind the needle here\n\nno\nneedle\nend needle';
    expect(await texts(text, substringFinder('needle'), pieceBytes)).toEqual([
      'find the needle here',
      'needle',
      'end needle',
    ]);
  });

  it('finds the words in any case, and only whole', async () => {
    const text = 'an ErRoR\nconnection REFUSED\nTimeOut\nhas Failed\nerro r\nmailed\nfused\n';
    expect(await texts(text, troubleFinder())).toEqual(['an ErRoR', 'connection REFUSED', 'TimeOut', 'has Failed']);
  });

  it('finds words across the borders of what is decoded at once', async () => {
    const line = (index: number): string => `${'.'.repeat(index % 97)}timeout ${index}`;
    const lines = Array.from({ length: 20_000 }, (_, index) =>
      index % 10 === 0 ? line(index) : `all is well ${index}`,
    );
    const found = await texts(lines.join('\n'), troubleFinder());
    expect(found).toEqual(lines.filter((_, index) => index % 10 === 0));
  });

  it('searches a line longer than its memory, and shows its head and length', async () => {
    const long = `head ${'x'.repeat(3_000_000)} needle ${'y'.repeat(1_000_000)}`;
    const found = await scan(sourceOf(`before\n${long}\nneedle after\n`), substringFinder('needle'));
    expect(found.map(({ lengthBytes }) => lengthBytes)).toEqual([long.length, 'needle after'.length]);
    expect(found[0]?.text.startsWith('head xxx')).toBe(true);
  });

  it.each([999_998, 1_000_000, 1_000_003, 2_065_530, 3_999_999])(
    'finds a text that ends %i bytes into a long line',
    async (position) => {
      const long = `${'x'.repeat(position - 6)}needle${'y'.repeat(100_000)}`;
      expect(await scan(sourceOf(`${long}\n`), substringFinder('needle'))).toHaveLength(1);
    },
  );

  it('does not find across a line feed, nor in a long line without the text', async () => {
    const text = `${'x'.repeat(1_500_000)}nee\ndle${'y'.repeat(1_500_000)}\n`;
    expect(await texts(text, substringFinder('needle'))).toEqual([]);
  });

  it('gives a long last line without a line feed', async () => {
    const found = await scan(sourceOf(`a\n${'x'.repeat(1_200_000)}needle`), substringFinder('needle'));
    expect(found.map(({ lengthBytes }) => lengthBytes)).toEqual([1_200_006]);
  });
});
