/** How far a probe came, and why no further. */
export interface ProbeResult {
  isReachable: boolean;
  /** The stage that failed; `http` where all was well. */
  stage: 'dns' | 'proxy' | 'tcp' | 'tls' | 'http';
  /** In words, e.g. `no such name`, `HTTP 503`, `certificate: wrong name`. */
  reason: string;
  /**
   * Whether this may be a mistake of the configuration (no such name, a certificate of somebody else) rather than a lost link: such a
   * failure changes nothing unless the endpoint has been reached before.
   */
  mayBeMistake: boolean;
  milliseconds: number;
}
