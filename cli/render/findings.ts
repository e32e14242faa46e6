import Table from 'cli-table3';
import type { RunbookResult } from '../../functions/domain/runbook.ts';
import type { Colors } from '../terminal.ts';
import { fold, plain, wrap } from './text.ts';

type Findings = RunbookResult['findings'];
type Status = RunbookResult['outcome'];

/** A status in its colour. */
export const coloredStatus = (status: Status, colors: Colors): string =>
  ({ PASS: colors.green, WARN: colors.yellow, FAIL: colors.red })[status](status);

const titles = ['check', 'status', 'detail', 'remedy'] as const;
const statusWidth = titles[1].length;
/** Five borders, and a space on each side of four columns. */
const frameWidth = 13;
const narrowest = 8;
/** A remedy's words stay whole up to this length where there is room: they are what a person types. */
const longestWholeWord = 20;

const longest = (texts: string[], atLeast: number): number => Math.max(atLeast, ...texts.map((text) => text.length));

/**
 * Text widths of the columns within the terminal's: a check as wide as needed up to a quarter, or to a third for the sake
 * of a word such as an instance's id, and what is left shared by detail and remedy by what they need.
 */
const columnWidths = (findings: Findings, width: number): [number, number, number, number] => {
  const room = Math.max(width - frameWidth - statusWidth, 3 * narrowest);
  const checks = findings.map((f) => plain(f.check));
  const checkWord = Math.min(longest(checks.join(' ').split(/\s+/), 0), Math.floor(room / 3));
  const checkMost = Math.max(Math.floor(room / 4), checkWord);
  const check = Math.max(narrowest, Math.min(longest(checks, titles[0].length), checkMost));
  const remedies = findings.map((f) => plain(f.remedy ?? ''));
  const remedyNeed = longest(remedies, titles[3].length);
  const details = findings.map((f) => plain(f.detail));
  const detailNeed = longest(details, titles[2].length);
  const left = room - check;
  const remedyWord = longest(remedies.join(' ').split(/\s+/), narrowest);
  const remedyLeast = remedyWord > Math.min(longestWholeWord, left / 2) ? narrowest : remedyWord;
  const share = Math.round((left * detailNeed) / (detailNeed + remedyNeed));
  const detail = Math.min(detailNeed, Math.max(share, left - remedyNeed, narrowest), left - remedyLeast);
  return [check, statusWidth, detail, Math.max(remedyLeast, Math.min(remedyNeed, left - detail))];
};

/** So many rows can be taken in at a glance; a deployment has 20 checks, and most of them pass. */
const mostRows = 6;

/**
 * The findings no wider than the terminal: a table in the order given; where there are many, those that need nobody's
 * attention before it, a line each.
 */
export const findingLines = (findings: Findings, style: { colors: Colors; width: number }): string[] => {
  if (findings.length <= mostRows) return findingsTable(findings, style);
  const isFine = ({ status, remedy }: Findings[number]) => status === 'PASS' && remedy === undefined;
  const fine = findings.filter(isFine).flatMap(({ check, status, detail }) => {
    const [first = '', ...rest] = fold(plain(`${check}: ${detail}`), Math.max(style.width - 8, narrowest));
    return [`  ${coloredStatus(status, style.colors)}  ${first}`, ...rest.map((line) => `        ${line}`)];
  });
  const others = findings.filter((finding) => !isFine(finding));
  return others.length > 0 ? [...fine, ...findingsTable(others, style)] : fine;
};

/** The findings as a table no wider than the terminal, in the order given. */
export const findingsTable = (findings: Findings, { colors, width }: { colors: Colors; width: number }): string[] => {
  if (findings.length === 0) return ['no findings'];
  const [check, status, detail, remedy] = columnWidths(findings, width);
  const table = new Table({
    head: titles.map((title) => colors.bold(title)),
    colWidths: [check, status, detail, remedy].map((text) => text + 2),
    style: { head: [], border: [] },
  });
  const cell = (text: string, columns: number) => wrap(plain(text), columns).join('\n');
  for (const finding of findings) {
    table.push([
      cell(finding.check, check),
      coloredStatus(finding.status, colors),
      cell(finding.detail, detail),
      cell(finding.remedy ?? '', remedy),
    ]);
  }
  return table.toString().split('\n');
};
