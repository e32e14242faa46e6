/** What is run on one node. */
export interface CommandRun {
  instanceId: string;
  documentName: string;
  /** The lines of the script. */
  commands: string[];
}

/** How a run ends: 0 is success, all else is failure. */
export interface CommandOutcome {
  responseCode: number;
  stdout?: string;
  stderr?: string;
}

/**
 * Lines that restart the ECS agent, wherever they stand in a script.
 *
 * | document | line |
 * |---|---|
 * | AWS-RunShellScript | `systemctl restart ecs` (or `start`), `service ecs restart`, `initctl start ecs` |
 * | AWS-RunPowerShellScript | `Restart-Service AmazonECS` (or `Start-Service`) |
 * | any | all other lines do nothing, say nothing and succeed |
 */
const restarts: Record<string, RegExp> = {
  'AWS-RunShellScript':
    /\bsystemctl\s+(?:--?\S+\s+)*(?:re)?start\s+(?:--?\S+\s+)*ecs\b|\bservice\s+ecs\s+(?:re)?start\b|\binitctl\s+(?:re)?start\s+ecs\b/,
  'AWS-RunPowerShellScript': /\b(?:re)?start-service\s+(?:-\w+\s+)*["']?AmazonECS\b/i,
};

/** Whether a run restarts the ECS agent of its node. */
export const restartsAgent = ({ documentName, commands }: CommandRun): boolean =>
  commands.some((line) => restarts[documentName]?.test(line));
