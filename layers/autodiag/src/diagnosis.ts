import type { Places } from './environment/places.ts';
import type { Journal } from './journal.ts';
import type { TaskIdentity } from './task-identity.ts';

/** What every mode gets: where to look, who it is, and where to write. */
export interface DiagnosisContext {
  places: Places;
  task: TaskIdentity;
  journal: Journal;
}

/** One mode: looks, and reports its findings to the journal. Throws only for faults of the program itself. */
export type Diagnosis<Settings> = (settings: Settings, context: DiagnosisContext) => Promise<void>;
