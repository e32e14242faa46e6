import type { MachineDefinition, StateDefinition, StateType } from './definition.ts';
import { mapState } from './states/map.ts';
import { parallelState } from './states/parallel.ts';
import { retrying } from './states/retrying.ts';
import { choiceState, failState, passState, succeedState } from './states/simple.ts';
import { taskState } from './states/task.ts';
import type { RunState } from './states/visit.ts';
import { waitState } from './states/wait.ts';

/** A definition made ready to run: its paths and rules are compiled once, for all executions. */
export interface Machine {
  startAt: string;
  states: Map<string, { type: StateType; run: RunState }>;
  timeoutSeconds: number | undefined;
}

/** Compiles a definition that `checkDefinition` found nothing wrong with. */
export const compile = ({ StartAt, States, TimeoutSeconds }: MachineDefinition): Machine => ({
  startAt: StartAt,
  states: new Map(Object.entries(States).map(([name, state]) => [name, { type: state.Type, run: runnerOf(state) }])),
  timeoutSeconds: TimeoutSeconds,
});

const runnerOf = (state: StateDefinition): RunState => {
  switch (state.Type) {
    case 'Pass':
      return passState(state);
    case 'Wait':
      return waitState(state);
    case 'Choice':
      return choiceState(state);
    case 'Succeed':
      return succeedState(state);
    case 'Fail':
      return failState(state);
    case 'Task':
      return retrying(state, taskState(state));
    case 'Parallel':
      return retrying(state, parallelState(state, (state.Branches ?? []).map(compile)));
    case 'Map': {
      const processor = state.ItemProcessor ?? state.Iterator;
      if (processor === undefined) throw new Error('a Map state without ItemProcessor was not checked');
      return retrying(state, mapState(state, compile(processor)));
    }
  }
};
