import { describe, expect, it } from 'vitest';
import { containerPaths } from './container-paths.ts';

const paths = containerPaths(
  {
    name: 'c',
    image: 'i',
    volumeMounts: [
      { name: 'config', mountPath: '/etc/app' },
      { name: 'tls', mountPath: '/etc/app/tls/' },
      { name: 'data', mountPath: '/data', subPath: 'one' },
    ],
  },
  { config: '/pod/volumes/config', tls: '/pod/volumes/tls', data: '/pod/volumes/data' },
  '/pod/containers/c',
);

describe('containerPaths', () => {
  it.each([
    ['--config=/etc/app/config.yaml', '--config=/pod/volumes/config/config.yaml'],
    ['--cert=/etc/app/tls/tls.crt,/etc/app/x', '--cert=/pod/volumes/tls/tls.crt,/pod/volumes/config/x'],
    ['--data=/data', '--data=/pod/volumes/data/one'],
    ['/etc/application/x', '/etc/application/x'],
    ['http://host/data', 'http://host/data'],
    ['ca_file: "/etc/app/ca.crt"', 'ca_file: "/pod/volumes/config/ca.crt"'],
  ])('rewrites %s to %s', (text, wanted) => {
    expect(paths.rewrite(text)).toBe(wanted);
  });

  it('places a path that no volume holds below the container, and leaves a placed one', () => {
    expect(paths.place('/prometheus')).toBe('/pod/containers/c/prometheus');
    expect(paths.place(paths.place('/prometheus'))).toBe('/pod/containers/c/prometheus');
    expect(paths.place('/etc/app/a')).toBe('/pod/volumes/config/a');
  });
});
