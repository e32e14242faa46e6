/** Starts a sandbox and ends once it has answered an AWS call. */
import { startSandbox } from '../../sandbox/index.ts';

const { url, region } = await startSandbox();
const response = await fetch(url, {
  method: 'POST',
  headers: {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'AmazonEC2ContainerServiceV20141113.ListClusters',
    authorization: `AWS4-HMAC-SHA256 Credential=sandbox/20260101/${region}/ecs/aws4_request, SignedHeaders=host, Signature=none`,
  },
  body: '{}',
});
if (!response.ok) throw new Error(`the sandbox answered ${response.status}: ${await response.text()}`);
process.exit();
