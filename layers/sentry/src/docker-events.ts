import type { IncomingMessage } from 'node:http';
import { type EngineCall, type EnginePlace, engineError, openCall, timeoutError } from '../../shared/docker-request.ts';
import type { EngineEvent } from './engine.ts';

/** Not those of health checks (exec_…, health_status), which come every few seconds from each container that has one. */
const actions = ['create', 'start', 'die', 'stop', 'destroy', 'pause', 'unpause'];

const call: EngineCall = {
  method: 'GET',
  path: `/events?filters=${encodeURIComponent(JSON.stringify({ type: ['container'], event: actions }))}`,
};

/** A longer line is no event. */
const maxLineLength = 1024 * 1024;

/** As the Engine tells it: the members read here. */
interface Told {
  Action: string;
  Actor: { ID: string; Attributes?: Record<string, string> };
  time: number;
  timeNano?: number;
}

const eventOf = (line: string): EngineEvent => {
  const { Action, Actor, time, timeNano } = JSON.parse(line) as Told;
  return {
    action: Action,
    containerId: Actor.ID,
    labels: Actor.Attributes ?? {},
    time: timeNano === undefined ? time : timeNano / 1e9,
  };
};

/** Fails where the head of the answer does not come in time; what follows may take as long as it likes. */
const open = async (place: EnginePlace, limitMs: number, signal: AbortSignal): Promise<IncomingMessage> => {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), limitMs);
  try {
    const response = await openCall(place, call, AbortSignal.any([signal, late.signal]));
    if (response.statusCode !== 200) throw await engineError(response);
    return response;
  } catch (error) {
    throw late.signal.aborted ? timeoutError(call, limitMs) : error;
  } finally {
    clearTimeout(timer);
  }
};

async function* linesOf(response: IncomingMessage): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of response.setEncoding('utf8') as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > maxLineLength) return;
    yield* lines.filter((line) => line.trim() !== '');
  }
}

/**
 * What happens to containers from now on. Ends with the signal and with the Engine, without an error; fails where it cannot begin.
 *
 * @see https://docs.docker.com/reference/api/engine/version/v1.41/#tag/System/operation/SystemEvents
 */
export async function* engineEvents(
  place: EnginePlace,
  limitMs: number,
  signal: AbortSignal,
): AsyncGenerator<EngineEvent> {
  if (signal.aborted) return;
  let response: IncomingMessage;
  try {
    response = await open(place, limitMs, signal);
  } catch (error) {
    if (signal.aborted) return;
    throw error;
  }
  try {
    for await (const line of linesOf(response)) yield eventOf(line);
  } catch {
    // The Engine went away in the middle, or the signal came: either is the end of the stream.
  } finally {
    response.destroy();
  }
}
