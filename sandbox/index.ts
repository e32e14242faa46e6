/** How a sandbox is started. */
export interface SandboxOptions {
  /** Port of the AWS endpoint; 0 (the default here) takes any free one. */
  port?: number;
  /** Address to listen on; default 127.0.0.1. */
  host?: string;
  /** Default AWS_REGION, then us-east-1. */
  region?: string;
  /** `turned`: virtual time that jumps to the next timer whenever no real work is in flight (for tests). */
  clock?: 'real' | 'turned';
  /** Deploy the packaged stack (default true); false gives bare services. */
  stack?: boolean;
}
