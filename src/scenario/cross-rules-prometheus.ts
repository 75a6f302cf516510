import type { Flaw, Path } from './fault.ts';
import { field, textAt } from './raw-reading.ts';

/** Rules of `prometheus:`, for the server that scrapes the exporter and for the one that the adapter asks. */
export function prometheusFlaws(root: unknown): readonly Flaw[] {
  const places: readonly Path[] = [['prometheus'], ['prometheus', 'adapter']];
  return places
    .filter((at) => isMapping(field(root, at)))
    .flatMap((at) => [
      ...wayFlaws(root, at),
      ...urlFlaws(root, at),
      ...authFlaws(root, at),
      ...proxyFlaws(root, at),
      ...tlsFlaws(root, at),
    ]);
}

function isMapping(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function has(root: unknown, at: Path): boolean {
  return field(root, at) !== undefined;
}

function wayFlaws(root: unknown, at: Path): readonly Flaw[] {
  const ways = ['url', 'service'].filter((key) => has(root, [...at, key]));
  if (ways.length === 1) return [];
  return [
    { path: at, atKey: true, message: `expected one of url, service, found ${ways.join(' and ') || 'none'}` },
  ];
}

/** None of these shows the URL: it may hold a password. */
function urlFlaws(root: unknown, at: Path): readonly Flaw[] {
  const path = [...at, 'url'];
  const text = textAt(root, path);
  if (text === undefined) return [];
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return [{ path, message: 'expected an address that begins with http:// or https://' }];
  }
  if (url.username !== '' || url.password !== '') {
    return [
      {
        path,
        message:
          'found credentials in it, which would go on record; name their place with auth.basic instead',
      },
    ];
  }
  if (url.search === '' && url.hash === '') return [];
  return [{ path, message: 'expected the root of the server, found a query or a fragment in it' }];
}

function authFlaws(root: unknown, at: Path): readonly Flaw[] {
  const auth = [...at, 'auth'];
  if (!isMapping(field(root, auth))) return [];
  const sources: readonly (readonly [Path, readonly string[]])[] = [
    [auth, ['bearer', 'basic']],
    [
      [...auth, 'bearer'],
      ['file', 'env', 'kubeconfigContext'],
    ],
    [
      [...auth, 'basic'],
      ['passwordFile', 'passwordEnv'],
    ],
  ];
  const unclear = sources
    .filter(([path]) => isMapping(field(root, path)))
    .filter(([path, keys]) => keys.filter((key) => has(root, [...path, key])).length !== 1)
    .map(([path, keys]) => ({ path, atKey: true, message: `expected exactly one of ${keys.join(', ')}` }));
  return [...unclear, ...(sendsInTheClear(root, at) ? [IN_THE_CLEAR(auth)] : [])];
}

const IN_THE_CLEAR = (path: Path): Flaw => ({
  path,
  atKey: true,
  message: 'would be sent unencrypted to an http:// address; use https://, or service with via: port-forward',
});

function sendsInTheClear(root: unknown, at: Path): boolean {
  return isInTheClear(textAt(root, [...at, 'url']) ?? '');
}

/** Whether what is sent to an address can be read on its way: plain http to another machine. */
export function isInTheClear(address: string): boolean {
  const url = URL.parse(address);
  return url?.protocol === 'http:' && !/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
}

function proxyFlaws(root: unknown, at: Path): readonly Flaw[] {
  const via = textAt(root, [...at, 'service', 'via']) ?? 'proxy';
  if (via !== 'proxy' || !has(root, [...at, 'service'])) return [];
  return ['auth', 'tls']
    .filter((key) => has(root, [...at, key]))
    .map((key) => ({
      path: [...at, key],
      atKey: true,
      message: "the API server's proxy does not pass it on; say via: port-forward",
    }));
}

function tlsFlaws(root: unknown, at: Path): readonly Flaw[] {
  const tls = [...at, 'tls'];
  if (!isMapping(field(root, tls))) return [];
  const scheme = has(root, [...at, 'service'])
    ? (textAt(root, [...at, 'service', 'scheme']) ?? 'http')
    : textAt(root, [...at, 'url'])?.replace(/:.*/s, '');
  const unused: readonly Flaw[] =
    scheme === 'http' ? [{ path: tls, atKey: true, message: 'only where Prometheus is asked by https' }] : [];
  const [cert, key] = [has(root, [...tls, 'certFile']), has(root, [...tls, 'keyFile'])];
  if (cert === key) return unused;
  const missing = cert ? 'keyFile' : 'certFile';
  return [...unused, { path: [...tls, missing], message: 'missing; certFile and keyFile belong together' }];
}
