/** Prints metrics. */
export type PrintMetrics = (lines: readonly object[]) => void;

/**
 * Prints each as a line of its own, as it is: CloudWatch Logs makes metrics only of a log event that is the JSON and nothing else, and
 * `console.log` would put Lambda's prefix before it. The functions log as text (Lambda's default); its JSON format would wrap the line.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const printMetrics = (): PrintMetrics => (lines) => {
  for (const line of lines) process.stdout.write(`${JSON.stringify(line)}\n`);
};
