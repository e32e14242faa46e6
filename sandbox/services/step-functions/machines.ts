import { randomUUID } from 'node:crypto';
import type { Tag } from '@aws-sdk/client-sfn';
import { checkDefinition } from '../../engine/check-definition.ts';
import type { MachineDefinition } from '../../engine/definition.ts';
import { compile, type Machine } from '../../engine/machine.ts';
import type { World } from '../../world.ts';
import { invalidDefinition, stateMachineAlreadyExists, stateMachineDoesNotExist, validationError } from './errors.ts';
import { checkArn, checkName, stateMachineArnOf } from './names.ts';

export interface StateMachineRequest {
  name: string;
  /** JSON text. */
  definition: string;
  roleArn: string;
  type?: string | undefined;
  tags?: Tag[] | undefined;
}

export interface StoredStateMachine extends StateMachineRequest {
  stateMachineArn: string;
  createdAt: number;
  revisionId: string | undefined;
  machine: Machine;
  tags: Tag[];
}

/** Names and contents that an earlier check found nothing wrong with. */
interface CreateOptions {
  /** The definition was checked when the stack was packaged. */
  isChecked?: boolean;
}

/** The account's state machines. Executions keep the revision they were started with. */
export class StateMachines {
  readonly #world: World;
  readonly #byArn = new Map<string, StoredStateMachine>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Creating the same machine again gives the same one. */
  async create(request: StateMachineRequest, { isChecked = false }: CreateOptions = {}): Promise<StoredStateMachine> {
    const stateMachineArn = stateMachineArnOf(this.#world, checkName(request.name));
    if ((request.type ?? 'STANDARD') !== 'STANDARD') {
      throw validationError('the sandbox runs STANDARD state machines only; leave type out');
    }
    const known = this.#byArn.get(stateMachineArn);
    if (known) {
      if (known.definition !== request.definition || known.roleArn !== request.roleArn) {
        throw stateMachineAlreadyExists(stateMachineArn);
      }
      return known;
    }
    const machine = await compileChecked(request.definition, isChecked);
    const stored = {
      ...request,
      stateMachineArn,
      createdAt: this.#world.clock.now(),
      revisionId: undefined,
      machine,
      tags: request.tags ?? [],
    };
    this.#byArn.set(stateMachineArn, stored);
    return stored;
  }

  async update(arn: string, change: { definition?: string | undefined; roleArn?: string | undefined }) {
    const known = this.get(arn);
    if (change.definition === undefined && change.roleArn === undefined) {
      throw validationError('Either the definition, the role ARN, or both must be specified');
    }
    const definition = change.definition ?? known.definition;
    const machine = change.definition === undefined ? known.machine : await compileChecked(definition, false);
    const updated = {
      ...known,
      definition,
      machine,
      roleArn: change.roleArn ?? known.roleArn,
      revisionId: randomUUID(),
    };
    this.#byArn.set(arn, updated);
    return updated;
  }

  delete(arn: string): void {
    this.#byArn.delete(checkArn(arn, 'stateMachine'));
  }

  /** @throws AwsError InvalidArn, StateMachineDoesNotExist */
  get(arn: string): StoredStateMachine {
    const known = this.#byArn.get(checkArn(arn, 'stateMachine'));
    if (known === undefined) throw stateMachineDoesNotExist(arn);
    return known;
  }

  /** By name, as Step Functions lists them. */
  list(): StoredStateMachine[] {
    return [...this.#byArn.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
  }
}

const compileChecked = async (definition: string, isChecked: boolean): Promise<Machine> => {
  const problems = isChecked ? [] : await checkDefinition(definition);
  if (problems.length > 0) throw invalidDefinition(problems);
  return compile(JSON.parse(definition) as MachineDefinition);
};
