import { evaluateInput, evaluateResult } from '../data-flow.ts';
import type { StateDefinition } from '../definition.ts';
import { StatesError } from '../errors.ts';
import type { Machine } from '../machine.ts';
import { runMachine } from '../run-machine.ts';
import { branchScope, runBranches } from './branches.ts';
import { limitSize, nextOf, type RunState } from './visit.ts';

/** Parallel: one attempt; every branch gets the same input, and the result is the list of their outputs. */
export const parallelState = (definition: StateDefinition, branches: Machine[]): RunState => {
  const toInput = evaluateInput({ InputPath: definition.InputPath, Parameters: definition.Parameters });
  const toOutput = evaluateResult(definition);
  return async ({ name, input, context, scope }) => {
    const branchInput = await toInput(input, context);
    scope.record('ParallelStateStarted');
    try {
      const makeBranches = branches.map((machine) => (signal: AbortSignal) => ({
        scope: branchScope(scope, signal),
        run: (branch: typeof scope) => runMachine(machine, branchInput, branch),
      }));
      const results = limitSize(await runBranches(scope, makeBranches, branches.length), name);
      scope.record('ParallelStateSucceeded');
      return { output: await toOutput(input, context, results), next: nextOf(definition) };
    } catch (error) {
      if (error instanceof StatesError && !scope.signal.aborted) scope.record('ParallelStateFailed');
      throw error;
    }
  };
};
