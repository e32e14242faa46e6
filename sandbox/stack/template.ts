/** A compiled CloudFormation template, as far as the sandbox reads one. */
export interface Template {
  Parameters?: Record<string, { Default?: unknown }>;
  Conditions?: Record<string, unknown>;
  Resources: Record<string, { Type: string; Condition?: string; Properties?: Record<string, unknown> }>;
}

/** What references to a resource give. */
export interface Deployed {
  /** For `Ref`. */
  ref: string;
  /** For `Fn::GetAtt`. */
  attributes: Record<string, string>;
}

/** The account and stack a template is deployed into: its pseudo parameters. */
export interface StackAccount {
  accountId: string;
  region: string;
  stackName: string;
}
