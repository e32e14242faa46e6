const REASON = /\[skipped: ([^\]]+)\]/;

/** Ends a run with the skipped tests by name and reason, and with one line of counts. */
export default class SkippedReporter {
  onRunComplete(_contexts, results) {
    const skipped = results.testResults.flatMap(({ testResults }) =>
      testResults.filter(({ status }) => status === 'pending' || status === 'todo').map(({ fullName }) => fullName),
    );
    for (const name of skipped) {
      const reason = REASON.exec(name)?.[1] ?? 'no reason given';
      console.log(`SKIPPED ${name.replace(REASON, '').replace(/ {2,}/g, ' ').trim()}: ${reason}`);
    }
    const { numPassedTests, numFailedTests } = results;
    console.log(`${numPassedTests} passed, ${numFailedTests} failed, ${skipped.length} skipped`);
  }
}
