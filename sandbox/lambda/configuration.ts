/** A function as it was deployed. */
export interface FunctionConfiguration {
  name: string;
  handler: string;
  /** Directory that holds the unzipped package. */
  codeDirectory: string;
  /** Directory in which V8's compiled code of packages is kept for the next start; without one it is compiled anew. */
  compiledDirectory?: string;
  environment: Record<string, string>;
  timeoutSeconds: number;
  memoryMb: number;
  runtime: string;
  role: string;
  description: string;
  architecture: string;
  logGroup: string;
  codeSizeBytes: number;
  codeSha256: string;
}
