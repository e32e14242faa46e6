import { spawnSync } from 'node:child_process';

/** The AWS CLIs of this machine that run, each with what it says of itself. */
const awsPrograms = ['/usr/bin/aws', 'aws'].flatMap((program) => {
  const { status, stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  return status === 0 ? [{ program, version: stdout }] : [];
});

/** Whether a CLI speaks AWS JSON with services that spoke the query protocol before: from 1.29.82, or surely from 2.14. */
const speaksJson = (version: string): boolean =>
  /^aws-cli\/(1\.(29\.(8[2-9]|9)|[3-9]\d)|2\.(1[4-9]|[2-9]\d))/.test(version);

/** A CLI that is new enough for that; undefined where none is. Looking for it takes a second. */
export const newAwsProgram: string | undefined = awsPrograms.find(({ version }) => speaksJson(version))?.program;
