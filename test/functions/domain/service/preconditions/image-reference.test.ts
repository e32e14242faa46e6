import { describe, expect, it } from '@jest/globals';
import {
  checkImages,
  readImageReference,
} from '../../../../../functions/domain/service/preconditions/image-reference.ts';

const sha256 = `sha256:${'0a'.repeat(32)}`;

describe('readImageReference', () => {
  it.each([
    ['nginx', { repository: 'nginx' }],
    ['nginxdemos/hello', { repository: 'nginxdemos/hello' }],
    ['lacework/datacollector:latest-sidecar', { repository: 'lacework/datacollector', tag: 'latest-sidecar' }],
    ['public.ecr.aws/datadog/agent:7.42.0', { registry: 'public.ecr.aws', repository: 'datadog/agent', tag: '7.42.0' }],
    ['localhost/web', { registry: 'localhost', repository: 'web' }],
    ['localhost:5000/web:1', { registry: 'localhost:5000', repository: 'web', tag: '1' }],
    ['[2001:db8::1]:5000/web', { registry: '[2001:db8::1]:5000', repository: 'web' }],
    ['Registry/web', { registry: 'Registry', repository: 'web' }],
    [`web@${sha256}`, { repository: 'web', digest: sha256 }],
    [
      `example.com/a/b__c/d--e:v1@${sha256}`,
      { registry: 'example.com', repository: 'a/b__c/d--e', tag: 'v1', digest: sha256 },
    ],
    [
      '111122223333.dkr.ecr.eu-central-1.amazonaws.com/web:1',
      { registry: '111122223333.dkr.ecr.eu-central-1.amazonaws.com', repository: 'web', tag: '1' },
    ],
    [
      '111122223333.dkr-ecr.us-gov-west-1.on.aws/web:1',
      { registry: '111122223333.dkr-ecr.us-gov-west-1.on.aws', repository: 'web', tag: '1' },
    ],
    [
      '111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn/web',
      { registry: '111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn', repository: 'web' },
    ],
  ])('reads %s', (image, expected) => {
    expect(readImageReference(image)).toEqual(expected);
  });

  it.each([
    ['', 'it names no repository'],
    ['example.com/', 'it names no repository'],
    [':latest', 'it names no repository'],
    ['Web', 'the repository Web must be in lower case'],
    ['example.com/Team/web', 'the repository Team/web must be in lower case'],
    ['team//web', 'the repository team//web must be lower-case letters'],
    ['web-', 'must be lower-case letters'],
    ['a..b', 'must be lower-case letters'],
    ['a___b', 'must be lower-case letters'],
    ['https://example.com/web', 'it must not begin with a scheme'],
    ['web:1 ', 'it must not hold white space'],
    ['web:\u0024{BUILD}', 'it has a variable that was not filled'],
    ['web:', 'the tag  must be 1 to 128'],
    ['web:-1', 'the tag -1 must be'],
    [`web:${'1'.repeat(129)}`, 'must be 1 to 128'],
    ['-a.example.com/web', '-a.example.com is no host'],
    ['example.com:port/web', 'example.com:port is no host'],
    ['web@sha256:abc', 'the digest must be like sha256:'],
    [`web@sha256:${'0A'.repeat(32)}`, 'the digest must be like sha256:'],
    [`web@${sha256}00`, 'the digest must be like sha256:'],
    ['web@latest', 'the digest must be like sha256:'],
    ['0a'.repeat(32), 'it is an id of an image'],
    [`example.com/${'a'.repeat(250)}`, 'its name has 262 characters'],
    ['11112222333.dkr.ecr.us-east-1.amazonaws.com/web', 'is no registry of Amazon ECR'],
    ['111122223333.dkr.ecr.amazonaws.com/web', 'is no registry of Amazon ECR'],
    ['111122223333.dkr.ecr.us-east-1.example.com/web', 'is no registry of Amazon ECR'],
  ])('refuses %j', (image, problem) => {
    expect(readImageReference(image)).toEqual({ problem: expect.stringContaining(problem) });
  });
});

describe('checkImages', () => {
  it('judges each image once', () => {
    expect(checkImages(['web:1', 'web:1', 'Web'])).toEqual([
      { check: 'image web:1', status: 'PASS', detail: 'well-formed, from Docker Hub' },
      {
        check: 'image Web',
        status: 'FAIL',
        detail: 'the repository Web must be in lower case',
        remedy: 'write it as [registry-host[:port]/]repository[:tag][@digest]',
      },
    ]);
  });

  it.each(['web', 'web:latest'])('says that what %s is may change', (image) => {
    expect(checkImages([image])).toMatchObject([{ status: 'PASS', detail: expect.stringContaining('may change') }]);
  });

  it('says nothing of that where a digest is given', () => {
    expect(checkImages([`example.com/web@${sha256}`])[0]?.detail).toBe('well-formed, from example.com');
  });
});
