import { readFile } from 'node:fs/promises';

/** A state as the Amazon States Language writes it, as far as it is drawn. */
export interface State {
  Type: string;
  Next?: string;
  End?: boolean;
  Default?: string;
  Choices?: ChoiceRule[];
  Catch?: { ErrorEquals: string[]; Next: string }[];
  Branches?: Definition[];
  Iterator?: Definition;
  ItemProcessor?: Definition;
}

/** A rule of a Choice: one comparison, or And, Or, Not over further ones. */
export interface ChoiceRule {
  Variable?: string;
  And?: ChoiceRule[];
  Or?: ChoiceRule[];
  Not?: ChoiceRule;
  Next?: string;
  [comparison: string]: unknown;
}

/** A state machine's definition, or a branch of one. */
export interface Definition {
  StartAt: string;
  TimeoutSeconds?: number;
  States: Record<string, State>;
}

/** Reads a registered runbook's definition; the placeholders of the deployment are still in it. */
export const readDefinition = async (runbook: string): Promise<Definition> => {
  const file = new URL(`../statemachines/${runbook}/definition.asl.json`, import.meta.url);
  return JSON.parse(await readFile(file, 'utf8')) as Definition;
};
