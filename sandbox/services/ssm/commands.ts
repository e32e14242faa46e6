import { randomUUID } from 'node:crypto';
import type { Hosts } from '../../hosts/index.ts';
import type { World } from '../../world.ts';
import { type CommandOutcome, type CommandRun, restartsAgent } from './command-outcome.ts';
import type { CommandRequest } from './command-request.ts';
import { isOnline } from './nodes.ts';

/** A command on one node. */
export interface Invocation {
  instanceId: string;
  status: 'Pending' | 'InProgress' | 'Success' | 'Failed' | 'Cancelled' | 'TimedOut';
  /** The status, and more where AWS says more. */
  statusDetails: string;
  /** -1 until it has ended. */
  responseCode: number;
  stdout: string;
  stderr: string;
  startedAt?: number;
  endedAt?: number;
}

/** A command as it was sent. */
export interface CommandRecord extends CommandRequest {
  commandId: string;
  sentAt: number;
  invocations: Map<string, Invocation>;
}

/** Says how a run ends; undefined leaves it to the table. */
export type OutcomeScript = (run: CommandRun) => CommandOutcome | undefined;

/** What commands do past Systems Manager. */
export interface CommandPorts {
  /** The ECS agent of a node was restarted and has had the time to connect. */
  restartAgent(instanceId: string): void;
}

/** How long after SendCommand the API does not know of an invocation yet. */
export const visibleAfterMs = 500;
const deliveredAfterMs = 1_000;
const runsForMs = 1_000;
/** What an agent that was restarted takes to register again. */
const agentConnectsAfterMs = 5_000;

const isOver = ({ status }: Invocation): boolean => status !== 'Pending' && status !== 'InProgress';

/** Keeps the commands that were sent, and carries them out on the clock. */
export class Commands {
  readonly #world: World;
  readonly #hosts: Hosts;
  readonly #ports: CommandPorts;
  readonly #records = new Map<string, CommandRecord>();
  #script: OutcomeScript = () => undefined;

  constructor(world: World, hosts: Hosts, ports: CommandPorts) {
    this.#world = world;
    this.#hosts = hosts;
    this.#ports = ports;
  }

  /** Newest first, as AWS lists them, with what has become of them until now. */
  all(): CommandRecord[] {
    return [...this.#records.keys()].reverse().flatMap((id) => this.get(id) ?? []);
  }

  get(commandId: string): CommandRecord | undefined {
    const record = this.#records.get(commandId);
    if (record) for (const invocation of record.invocations.values()) this.#expire(record, invocation);
    return record;
  }

  setScript(script: OutcomeScript): void {
    this.#script = script;
  }

  send(request: CommandRequest): CommandRecord {
    const invocations = request.instanceIds.map((instanceId): [string, Invocation] => [
      instanceId,
      { instanceId, status: 'Pending', statusDetails: 'Pending', responseCode: -1, stdout: '', stderr: '' },
    ]);
    const record: CommandRecord = {
      ...request,
      commandId: randomUUID(),
      sentAt: this.#world.clock.now(),
      invocations: new Map(invocations),
    };
    this.#records.set(record.commandId, record);
    for (const [, invocation] of invocations) {
      this.#world.clock.after(deliveredAfterMs, () => this.#start(record, invocation));
    }
    return record;
  }

  /** Ends those that have not ended; what a node has begun stops too. */
  cancel(invocation: Invocation): void {
    if (!isOver(invocation)) this.#end(invocation, 'Cancelled', { responseCode: -1 });
  }

  /** The node hears of it. One that is not there then may still come back, until the time for delivery is over. */
  #start(record: CommandRecord, invocation: Invocation): void {
    this.#expire(record, invocation);
    if (isOver(invocation)) return;
    const { clock } = this.#world;
    if (!isOnline(this.#hosts.all.get(invocation.instanceId))) return;
    Object.assign(invocation, { status: 'InProgress', statusDetails: 'InProgress', startedAt: clock.now() });
    clock.after(runsForMs, () => this.#finish(record, invocation));
  }

  #finish({ documentName, parameters }: CommandRecord, invocation: Invocation): void {
    if (isOver(invocation)) return;
    const { instanceId } = invocation;
    const run = { instanceId, documentName, commands: parameters['commands'] ?? [] };
    const outcome = this.#script(run) ?? { responseCode: 0 };
    this.#end(invocation, outcome.responseCode === 0 ? 'Success' : 'Failed', outcome);
    if (outcome.responseCode !== 0 || !restartsAgent(run)) return;
    this.#world.clock.after(agentConnectsAfterMs, () => {
      if (isOnline(this.#hosts.all.get(instanceId))) this.#ports.restartAgent(instanceId);
    });
  }

  #end(invocation: Invocation, status: Invocation['status'], { responseCode, stdout, stderr }: CommandOutcome): void {
    const said = { stdout: stdout ?? '', stderr: stderr ?? '' };
    Object.assign(invocation, {
      status,
      statusDetails: status,
      responseCode,
      ...said,
      endedAt: this.#world.clock.now(),
    });
  }

  #expire({ sentAt, timeoutSeconds }: CommandRecord, invocation: Invocation): void {
    if (invocation.status !== 'Pending' || this.#world.clock.now() < sentAt + timeoutSeconds * 1_000) return;
    this.#end(invocation, 'TimedOut', { responseCode: -1 });
    invocation.statusDetails = 'DeliveryTimedOut';
  }
}
