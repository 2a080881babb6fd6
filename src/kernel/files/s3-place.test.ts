import { expect, test } from 'vitest';
import { parseS3Url } from './s3-place.ts';

test('an address names endpoint, bucket, prefix, region, key and secret', () => {
  expect(parseS3Url('s3://KEY:se%2Fcr%3Aet@s3.example.org:9000/bucket/house/one/?region=eu-central-1')).toEqual({
    endpoint: 'https://s3.example.org:9000',
    region: 'eu-central-1',
    bucket: 'bucket',
    prefix: 'house/one',
    accessKeyId: 'KEY',
    secretAccessKey: 'se/cr:et',
  });
  expect(parseS3Url('s3://k:s@minio/bucket?tls=no')).toMatchObject({ endpoint: 'http://minio', prefix: '', region: 'us-east-1' });
});

test.each([
  'https://k:s@host/bucket',
  's3://host/bucket',
  's3://k@host/bucket',
  's3://k:s@host',
  's3://k:s@host/',
  's3://k:s@host/B',
  's3://k:s@host/bucket/a b',
  's3://k:s@host/bucket//a',
  's3://k:s@host/bucket?tls=maybe',
  's3://k:s@host/bucket?acl=public',
  's3://k:s@host/bucket#x',
  's3://%:s@host/bucket',
  's3:///bucket',
  '',
])('%j is no such address', (text) => {
  expect(parseS3Url(text)).toBeNull();
});
