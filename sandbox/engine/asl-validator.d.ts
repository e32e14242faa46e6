/** The package ships no types of its own. */
declare module 'asl-validator' {
  interface AslError {
    'Error code': string;
    Message: string;
  }
  export default function validate(
    definition: unknown,
    options?: { checkPaths?: boolean; checkArn?: boolean },
  ): { isValid: boolean; errors: AslError[]; errorsText(separator?: string): string };
}
