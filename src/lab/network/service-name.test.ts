import { describe, expect, it } from 'vitest';
import { parseServiceName } from './service-name.ts';

describe('the name of a Service', () => {
  it.each(['web.shop', 'web.shop.svc', 'web.shop.svc.cluster.local', 'WEB.shop.svc.cluster.local.'])(
    'is read from %s',
    (host) => {
      expect(parseServiceName(host)).toEqual({ namespace: 'shop', name: 'web' });
    },
  );

  it.each(['web', 'a.b.c', 'web.shop.svc.example.com', 'web_.shop', '.shop', '', '-a.b'])(
    'is not read from "%s"',
    (host) => {
      expect(parseServiceName(host)).toBeUndefined();
    },
  );
});
