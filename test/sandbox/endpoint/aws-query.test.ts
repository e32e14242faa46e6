import * as snsClient from '@aws-sdk/client-sns';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Endpoint } from '../../../sandbox/endpoint/index.ts';
import { AwsError, defineService, type Service } from '../../../sandbox/service.ts';
import { describeWith } from '../../support/programs.ts';
import { aws, createWorld, start } from './started.ts';

const world = createWorld();
let inputs: unknown[] = [];

const sns = defineService('sns', snsClient, {
  Publish(input) {
    inputs.push(input);
    return { MessageId: 'a<b>&"c"\u0000' };
  },
  ListTopics: () => ({}),
});

/** What the EC2 client would export for one operation: the client itself is no dependency of the project. */
const ec2Namespace = 'com.amazonaws.ec2';
const subnet = [
  3,
  ec2Namespace,
  'Subnet',
  0,
  ['SubnetId', 'AvailableIpAddressCount'],
  [
    [0, { ec2QueryName: 'SubnetId', xmlName: 'subnetId' }],
    [1, { ec2QueryName: 'AvailableIpAddressCount', xmlName: 'availableIpAddressCount' }],
  ],
];
const filter = [
  3,
  ec2Namespace,
  'Filter',
  0,
  ['Name', 'Values'],
  [0, [[1, ec2Namespace, 'ValueStringList', 0, [0, { xmlName: 'item' }]], { xmlName: 'Value' }]],
];
const ec2Client = {
  Ec2FixtureClient: class {
    config = {
      protocol: {
        getShapeId: () => 'aws.protocols#ec2Query',
        options: { xmlNamespace: 'http://ec2.amazonaws.com/doc/2016-11-15' },
      },
    };
  },
  DescribeSubnets$: [
    9,
    ec2Namespace,
    'DescribeSubnets',
    0,
    [
      3,
      ec2Namespace,
      'DescribeSubnetsRequest',
      0,
      ['Filters', 'SubnetIds', 'DryRun'],
      [
        [[1, ec2Namespace, 'FilterList', 0, [() => filter, { xmlName: 'Filter' }]], { xmlName: 'Filter' }],
        [[1, ec2Namespace, 'SubnetIdStringList', 0, [0, { xmlName: 'SubnetId' }]], { xmlName: 'SubnetId' }],
        [2, { ec2QueryName: 'DryRun', xmlName: 'dryRun' }],
      ],
    ],
    [
      3,
      ec2Namespace,
      'DescribeSubnetsResult',
      0,
      ['Subnets'],
      [
        [
          [1, ec2Namespace, 'SubnetList', 0, [() => subnet, { xmlName: 'item' }]],
          { ec2QueryName: 'SubnetSet', xmlName: 'subnetSet' },
        ],
      ],
    ],
  ],
};
const ec2: Service = {
  name: 'ec2',
  client: ec2Client,
  operations: {
    DescribeSubnets: (input: { SubnetIds?: string[] }) => {
      inputs.push(input);
      if (input.SubnetIds?.includes('subnet-ghost')) {
        throw new AwsError('InvalidSubnetID.NotFound', "The subnet ID 'subnet-ghost' does not exist");
      }
      return { Subnets: [{ SubnetId: 'subnet-1', AvailableIpAddressCount: 250 }] };
    },
  },
};

let endpoint: Endpoint;
beforeAll(async () => {
  endpoint = await start(world, [sns, ec2]);
});
afterEach(() => {
  inputs = [];
});
afterAll(async () => {
  await endpoint.close();
  world.clock.stop();
});

const post = async (service: string, fields: Record<string, string>) => {
  const response = await fetch(endpoint.url, {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20260101/us-east-1/${service}/aws4_request, Signature=0`,
    },
    body: new URLSearchParams(fields),
  });
  return { status: response.status, text: await response.text() };
};

describe('an AWS query service', () => {
  it('gets structures, maps and lists from dotted names', async () => {
    await post('sns', {
      Action: 'Publish',
      Version: '2010-03-31',
      Message: 'a + b',
      'MessageAttributes.entry.1.Name': 'size',
      'MessageAttributes.entry.1.Value.DataType': 'Number',
      'MessageAttributes.entry.1.Value.StringValue': '1',
      'MessageAttributes.entry.2.Name': 'raw',
      'MessageAttributes.entry.2.Value.DataType': 'Binary',
      'MessageAttributes.entry.2.Value.BinaryValue': 'AP8=',
    });
    expect(inputs).toEqual([
      {
        Message: 'a + b',
        MessageAttributes: {
          size: { DataType: 'Number', StringValue: '1' },
          raw: { DataType: 'Binary', BinaryValue: Buffer.from([0, 255]) },
        },
      },
    ]);
  });

  it('answers to a signed link', async () => {
    const link = new URLSearchParams({
      Action: 'Publish',
      Message: 'linked',
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Credential': 'AKIAEXAMPLE/20260101/us-east-1/sns/aws4_request',
    });
    expect((await fetch(`${endpoint.url}/?${link}`)).status).toBe(200);
    expect(inputs).toEqual([{ Message: 'linked' }]);
  });

  it('answers in XML that is well formed whatever the text', async () => {
    const { text } = await post('sns', { Action: 'Publish', Message: 'x' });
    expect(text).toMatch(/^<PublishResponse xmlns="http:\/\/sns.amazonaws.com\/doc\/2010-03-31\/"><PublishResult>/);
    expect(text).toContain('a&lt;b&gt;&amp;');
    expect(text).toContain('\uFFFD</MessageId>');
  });

  it.each([
    [{ Action: 'Publish' }, 'InvalidParameter', "Value null at 'Message'"],
    [{ Action: 'Publish', Message: 'x', Mesage: 'y' }, 'InvalidParameter', 'Unknown parameter &#39;Mesage&#39;'],
    [{ Action: 'Brew' }, 'InvalidAction', 'sns has no operation &#39;Brew&#39;'],
    [{ Action: 'SetTopicAttributes' }, 'NotImplemented', 'sns:SetTopicAttributes is not served'],
  ])('refuses %j with %s', async (fields, code, message) => {
    const { text } = await post('sns', fields as Record<string, string>);
    expect(text).toContain(`<Code>${code}</Code><Message>`);
    expect(text.replaceAll('&#39;', "'")).toContain(message.replaceAll('&#39;', "'"));
  });
});

describe('an EC2 query service', () => {
  it('gets flat lists and answers with its own envelope', async () => {
    const { text } = await post('ec2', {
      Action: 'DescribeSubnets',
      'Filter.1.Name': 'vpc-id',
      'Filter.1.Value.1': 'vpc-1',
      'Filter.1.Value.2': 'vpc-2',
      'SubnetId.1': 'subnet-1',
      DryRun: 'false',
    });
    expect(inputs).toEqual([
      { Filters: [{ Name: 'vpc-id', Values: ['vpc-1', 'vpc-2'] }], SubnetIds: ['subnet-1'], DryRun: false },
    ]);
    expect(text).toMatch(
      /^<DescribeSubnetsResponse xmlns="[^"]+"><requestId>[^<]+<\/requestId><subnetSet><item><subnetId>/,
    );
  });

  it('refuses values of the wrong type', async () => {
    const { text } = await post('ec2', { Action: 'DescribeSubnets', DryRun: 'maybe' });
    expect(text).toContain('<Response><Errors><Error><Code>ValidationException</Code>');
  });
});

describeWith(['aws'], 'EC2 from the AWS CLI', () => {
  it('describes subnets and shows errors', async () => {
    const found = await aws(endpoint, 'ec2', 'describe-subnets', '--filters', 'Name=vpc-id,Values=vpc-1');
    expect(found.output).toEqual({ Subnets: [{ SubnetId: 'subnet-1', AvailableIpAddressCount: 250 }] });
    const { errors } = await aws(endpoint, 'ec2', 'describe-subnets', '--subnet-ids', 'subnet-ghost');
    expect(errors).toContain('An error occurred (InvalidSubnetID.NotFound) when calling the DescribeSubnets operation');
  }, 30_000);
});
