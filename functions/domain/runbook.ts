import type { GenericSchema } from 'valibot';
import type { Finding, Status } from '../../layers/shared/finding.ts';
import type { FieldProblem } from './errors/request.ts';

/** Who started a run, from where, and where an answer is wanted. All of it is optional in a request. */
export interface Trigger {
  /** A person or a rule, as the door knows it. */
  by?: string;
  /** The door: `cli`, `console`, `slack`, `eventbridge`. */
  from?: string;
  /** Where the door wants its answer. */
  replyTo?: string;
}

/** The execution a step runs in, as the state keeps it. */
export interface ExecutionRef {
  /** Its ARN. */
  id: string;
  name: string;
  /** ISO 8601. */
  startedAt: string;
}

/** A runbook as the registry, the CLI and ValidateRequest know it. */
export interface Runbook {
  name: string;
  /** One sentence, shown in lists. */
  summary: string;
  /** Shape of the request without `trigger`; unknown fields are refused. */
  request: GenericSchema<unknown, Record<string, unknown>>;
  /** What each field means, by its dotted path; shown by `describe`. */
  fields: Record<string, string>;
  /** What the shape alone cannot say: fields that need or exclude each other. */
  problems?: (request: Record<string, unknown>) => FieldProblem[];
  /** A request that works in the sandbox. */
  example: Record<string, unknown>;
  /** Whether it changes anything beyond what it starts and stops itself. */
  changes: boolean;
}

/** What every runbook ends in. */
export interface RunbookResult {
  runbook: string;
  /** Worst status of the findings. */
  outcome: Status;
  /** One sentence. */
  summary: string;
  /** Worst first. */
  findings: Finding[];
  data?: Record<string, unknown>;
  /** Addresses by what they lead to; s3:// and console URLs, never presigned ones. */
  links?: Record<string, string>;
}
