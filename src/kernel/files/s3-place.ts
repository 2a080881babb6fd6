/** A bucket of an S3-compatible store, and below which prefix. */
export interface S3Place {
  /** `https://s3.example.org:9000` */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  /** Without slashes at its ends; may be empty. */
  readonly prefix: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** What such an address looks like, for the sentence. */
export const S3_FORM = 's3://KEY:SECRET@HOST/BUCKET/PREFIX?region=REGION';

const KNOWN = ['region', 'tls'];
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const PREFIX = /^(?:[A-Za-z0-9!_.*'()-]+(?:\/[A-Za-z0-9!_.*'()-]+)*)?$/;

/** Key and secret are percent-encoded; `tls=no` speaks http. Null: this is no such address. */
export function parseS3Url(text: string): S3Place | null {
  const url = URL.parse(text);
  if (url === null || url.protocol !== 's3:' || url.host === '' || url.hash !== '') return null;
  const { searchParams: query } = url;
  if ([...query.keys()].some((name) => !KNOWN.includes(name))) return null;
  const [, bucket = '', ...rest] = url.pathname.split('/');
  const prefix = rest.join('/').replace(/\/$/, '');
  const isDotted = prefix.split('/').some((part) => part === '.' || part === '..');
  if (!BUCKET.test(bucket) || !PREFIX.test(prefix) || isDotted || ![null, 'no', 'yes'].includes(query.get('tls'))) return null;
  const [accessKeyId, secretAccessKey] = [decode(url.username), decode(url.password)];
  if (accessKeyId === '' || secretAccessKey === '') return null;
  return {
    endpoint: `${query.get('tls') === 'no' ? 'http' : 'https'}://${url.host}`,
    region: query.get('region') || 'us-east-1',
    ...{ bucket, prefix, accessKeyId, secretAccessKey },
  };
}

/** Empty where it cannot be decoded. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return ''; // URIError: a lone percent sign
  }
}
