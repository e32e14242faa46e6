import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { changeLedger, readLedger } from '../../../../functions/clients/agent/ledger.ts';
import { emptyLedger, type Ledger, ledgerKey, newOutage } from '../../../../functions/domain/agent/ledger.ts';
import { type Sandbox, startSandbox } from '../../../../sandbox/index.ts';

let sandbox: Sandbox;
let s3: S3Client;

const clientOf = () =>
  new S3Client({
    endpoint: sandbox.url,
    region: sandbox.region,
    credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' },
    maxAttempts: 2,
    forcePathStyle: true,
  });

beforeAll(async () => {
  sandbox = await startSandbox({ clock: 'real', stack: false });
  s3 = clientOf();
  sandbox.services.s3.createBucket('reports');
});
afterAll(async () => {
  s3.destroy();
  await sandbox.close();
});
afterEach(() => sandbox.faults.clear());

let made = 0;

/** A cluster that has no ledger yet. */
const newRef = () => {
  made += 1;
  return { bucket: 'reports', clusterArn: `arn:aws:ecs:us-east-1:111122223333:cluster/c${made}` };
};

type Ref = ReturnType<typeof newRef>;

const adding =
  (id: string) =>
  (ledger: Ledger): { ledger: Ledger; result: number } => {
    const outages = { ...ledger.outages, [id]: newOutage(1, null) };
    return { ledger: { ...ledger, outages }, result: Object.keys(outages).length };
  };

const put = ({ bucket, clusterArn }: Ref, Body: string) =>
  s3.send(new PutObjectCommand({ Bucket: bucket, Key: ledgerKey(clusterArn), Body }));

describe('readLedger', () => {
  it('finds an empty one where there is none', async () => {
    const ref = newRef();
    expect(await readLedger(s3, ref)).toEqual(emptyLedger(ref.clusterArn));
  });

  it('finds what was written', async () => {
    const ref = newRef();
    await changeLedger(s3, ref, adding('a'));
    expect(await readLedger(s3, ref)).toEqual({ ...emptyLedger(ref.clusterArn), outages: { a: newOutage(1, null) } });
    const { ContentType } = await s3.send(new GetObjectCommand({ Bucket: 'reports', Key: ledgerKey(ref.clusterArn) }));
    expect(ContentType).toBe('application/json');
  });

  it.each(['{"format":2}', 'a note', 'null'])(
    'fails with LedgerUnreadableError for %j, which is none',
    async (text) => {
      const ref = newRef();
      await put(ref, text);
      const uri = `s3://reports/${ledgerKey(ref.clusterArn)}`;
      const failure = {
        name: 'LedgerUnreadableError',
        message:
          `${uri} is no ledger of outages that this suite wrote: look at it with: aws s3 cp ${uri} -; ` +
          `remove it with: aws s3 rm ${uri}; outages that still last are then alerted again`,
      };
      await expect(readLedger(s3, ref)).rejects.toMatchObject(failure);
      await expect(changeLedger(s3, ref, adding('a'))).rejects.toMatchObject(failure);
    },
  );

  it('lets through what S3 answers', async () => {
    await expect(readLedger(s3, { ...newRef(), bucket: 'ghost' })).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });
});

describe('changeLedger', () => {
  it('gives the result of the change', async () => {
    const ref = newRef();
    expect(await changeLedger(s3, ref, adding('a'))).toBe(1);
    expect(await changeLedger(s3, ref, adding('b'))).toBe(2);
  });

  it('writes nothing where nothing changes', async () => {
    const ref = newRef();
    expect(await changeLedger(s3, ref, () => ({ result: 'same' }))).toBe('same');
    expect(sandbox.services.s3.keys('reports')).not.toContain(ledgerKey(ref.clusterArn));
  });

  it('loses none of twelve changes at once, on a new ledger', async () => {
    const ref = newRef();
    const ids = Array.from({ length: 12 }, (_, index) => `i${index}`);
    const results = await Promise.all(ids.map((id) => changeLedger(s3, ref, adding(id))));
    expect(results.toSorted((one, other) => one - other)).toEqual(ids.map((_, index) => index + 1));
    expect(Object.keys((await readLedger(s3, ref)).outages).sort()).toEqual(ids.toSorted());
  });

  it('makes one change of one whose answer is lost', async () => {
    const ref = newRef();
    sandbox.faults.add({ service: 's3', operation: 'PutObject', after: true });
    expect(await changeLedger(s3, ref, adding('a'))).toBe(1);
    expect(Object.keys((await readLedger(s3, ref)).outages)).toEqual(['a']);
  });

  it('begins again where the ledger was removed meanwhile', async () => {
    const ref = newRef();
    await changeLedger(s3, ref, adding('a'));
    const racing = clientOf();
    let removals = 0;
    racing.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          if (commandName === 'PutObjectCommand' && removals === 0) {
            removals += 1;
            await s3.send(new DeleteObjectCommand({ Bucket: 'reports', Key: ledgerKey(ref.clusterArn) }));
          }
          return next(args);
        },
      { step: 'initialize', name: 'removeBeforeWriting' },
    );
    expect(await changeLedger(racing, ref, adding('b'))).toBe(1);
    expect(removals).toBe(1);
    racing.destroy();
  });

  it.each(['ConditionalRequestConflict', 'OperationAborted', 'PreconditionFailed'])(
    'begins again when S3 answers %s',
    async (error) => {
      sandbox.faults.add({ service: 's3', operation: 'PutObject', error, status: 409 });
      expect(await changeLedger(s3, newRef(), adding('a'))).toBe(1);
    },
  );

  it('fails with LedgerContendedError when others are faster twenty times', async () => {
    const ref = newRef();
    sandbox.faults.add({ service: 's3', operation: 'PutObject', error: 'PreconditionFailed', status: 412, times: 20 });
    await expect(changeLedger(s3, ref, adding('a'))).rejects.toMatchObject({
      name: 'LedgerContendedError',
      message: `several runs change the ledger of ${ref.clusterArn} at this moment; it is tried again`,
    });
    expect(await changeLedger(s3, ref, adding('a'))).toBe(1);
  });

  it('lets through what S3 answers, and what the change throws', async () => {
    sandbox.faults.add({ service: 's3', operation: 'PutObject', error: 'AccessDenied' });
    await expect(changeLedger(s3, newRef(), adding('a'))).rejects.toMatchObject({ name: 'AccessDenied' });
    const failing = () => {
      throw new RangeError('no');
    };
    await expect(changeLedger(s3, newRef(), failing)).rejects.toThrow('no');
  });

  it('gives up when it is told to', async () => {
    const changed = changeLedger(s3, newRef(), adding('a'), { abortSignal: AbortSignal.abort() });
    await expect(changed).rejects.toMatchObject({ name: 'AbortError' });
  });
});
