import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UsageError } from '../../../cli/errors.ts';
import { mergeRequests, readRequest } from '../../../cli/request/read-request.ts';
import { InvalidRequestError, UnknownRunbookError } from '../../../functions/domain/errors/request.ts';

let directory: string;
const write = async (text: string): Promise<string> => {
  const file = join(directory, 'request.json');
  await writeFile(file, text);
  return file;
};

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'request-'));
});
afterAll(() => rm(directory, { recursive: true }));

const problemsOf = async (reading: Promise<unknown>): Promise<string[]> => {
  const error = await reading.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(InvalidRequestError);
  return (error as InvalidRequestError).problems.map(({ field }) => field);
};

describe('mergeRequests', () => {
  it('lets the second win, inside objects too', () => {
    const file = { mode: 'TASK', mysql: { host: 'a', port: 1 }, list: [1, 2] };
    expect(mergeRequests(file, { mode: 'GENERAL', mysql: { port: 2 }, list: [3] })).toEqual({
      mode: 'GENERAL',
      mysql: { host: 'a', port: 2 },
      list: [3],
    });
  });

  it('reaches no prototype', () => {
    mergeRequests({}, JSON.parse('{"__proto__": {"polluted": true}}') as Record<string, unknown>);
    expect({}).not.toHaveProperty('polluted');
  });
});

describe('readRequest', () => {
  it('joins a file and words, of which the words win', async () => {
    const file = await write('{"mode": "HEALTHCHECK", "cluster": "demo", "endpoint": "localhost", "port": 80}');
    expect(await readRequest('autodiag', ['port=8080', 'protocol=http'], file)).toMatchObject({
      mode: 'HEALTHCHECK',
      port: '8080',
      protocol: 'http',
    });
  });

  it('names every bad field and every bad word at once', async () => {
    const words = ['mode=NOPE', 'prot=80', 'port=70000', 'bogus'];
    expect(await problemsOf(readRequest('autodiag', words))).toEqual(['bogus', 'mode', 'cluster', 'port', 'prot']);
  });

  it.each(['[]', '"text"', 'null', '3'])('refuses the request %s, which is no object', async (text) => {
    expect(await problemsOf(readRequest('autodiag', [], await write(text)))).toEqual(['request']);
  });

  it.each(['', ' \n', '{"mode": '])('refuses the file %j and shows none of it', async (text) => {
    await expect(readRequest('autodiag', [], await write(text))).rejects.toThrow(/a request is a JSON object/);
  });

  it('names a file that cannot be read', async () => {
    const missing = join(directory, 'missing.json');
    await expect(readRequest('autodiag', [], missing)).rejects.toThrow(UsageError);
    await expect(readRequest('autodiag', [], missing)).rejects.toThrow(/missing\.json cannot be read: ENOENT/);
  });

  it('knows no other runbooks than those registered', async () => {
    await expect(readRequest('autodiagg', ['bogus'])).rejects.toThrow(UnknownRunbookError);
  });
});

describe('readRequest of field=@file', () => {
  const base = ['mode=MYSQL_CONNECTION', 'cluster=demo'];
  const secretArn = 'arn:aws:ssm:us-east-1:111122223333:parameter/db';

  it('takes JSON from a file, whatever stands around it', async () => {
    const file = await write(`\uFEFF\n{"secretArn": "${secretArn}"}\n\n`);
    expect(await readRequest('autodiag', [...base, `mysql=@${file}`])).toMatchObject({ mysql: { secretArn } });
  });

  it('takes text from a file without its line end, inside objects too', async () => {
    const file = await write(`${secretArn}\n`);
    expect(await readRequest('autodiag', [...base, `mysql.secretArn=@${file}`])).toMatchObject({
      mysql: { secretArn },
    });
  });

  it('takes @@ for a text that begins with @', async () => {
    const words = ['mode=TASK', 'cluster=demo', 'containerInstance=ci', 'taskId=@@all'];
    expect(await readRequest('autodiag', words)).toMatchObject({ taskId: '@all' });
  });

  it.each([
    ['{"secret": hunter2}', /request\.json, which mysql is read from, is not JSON$/],
    ['{"secret": "hunter2"', /request\.json, which mysql is read from, is not JSON: line 1 column \d+$/],
    [' \n', /request\.json, which mysql is to be read from, is empty$/],
  ])('says what is wrong with the file %j and shows none of it', async (text, message) => {
    const reading = readRequest('autodiag', [...base, `mysql=@${await write(text)}`]);
    await expect(reading).rejects.toThrow(UsageError);
    await expect(reading).rejects.toThrow(message);
  });

  it.each([
    [['mysql=@missing.json'], undefined, /^the mysql file missing\.json cannot be read: ENOENT/],
    [['mysql=@'], undefined, 'mysql=@ names no file; @- is standard input, @@ a text that begins with @'],
    [
      ['mysql=@-', 'endpoint=@-'],
      undefined,
      'standard input can be read for one thing only: give files for the others',
    ],
    [['mysql=@-'], '-', 'standard input can be read for one thing only: give files for the others'],
  ])('refuses %j', async (words, file, message) => {
    const reading = readRequest('autodiag', [...base, ...words], file);
    await expect(reading).rejects.toThrow(UsageError);
    await expect(reading).rejects.toThrow(message);
  });
});
