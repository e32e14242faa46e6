/** A function as it was deployed. */
export interface FunctionConfiguration {
  name: string;
  handler: string;
  /** Directory that holds the unzipped package. */
  codeDirectory: string;
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
