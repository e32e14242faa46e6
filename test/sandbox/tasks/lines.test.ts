import { describe, expect, it } from '@jest/globals';
import { LineSplitter, maxLineBytes } from '../../../sandbox/tasks/lines.ts';

describe('LineSplitter', () => {
  it('joins lines that come in pieces and leaves out empty ones', () => {
    const splitter = new LineSplitter();
    expect(splitter.push(Buffer.from('one\n\ntw'))).toEqual(['one']);
    expect(splitter.push(Buffer.from('o\nthree'))).toEqual(['two']);
    expect(splitter.end()).toEqual(['three']);
    expect(splitter.end()).toEqual([]);
  });

  it('keeps a line of exactly the largest size whole', () => {
    expect(new LineSplitter().push(Buffer.from(`${'x'.repeat(maxLineBytes)}\n`))).toEqual(['x'.repeat(maxLineBytes)]);
  });

  it('cuts longer lines without losing a byte', () => {
    const splitter = new LineSplitter();
    const lines = [...splitter.push(Buffer.from('x'.repeat(2 * maxLineBytes + 10))), ...splitter.end()];
    expect(lines.map(({ length }) => length)).toEqual([maxLineBytes, maxLineBytes, 10]);
  });

  it('never cuts inside a character', () => {
    const text = `x${'é'.repeat(maxLineBytes / 2)}`;
    const splitter = new LineSplitter();
    const lines = [...splitter.push(Buffer.from(text)), ...splitter.end()];
    expect(lines).toHaveLength(2);
    expect(lines.join('')).toBe(text);
  });
});
