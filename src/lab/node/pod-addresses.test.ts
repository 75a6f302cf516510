import { describe, expect, it } from 'vitest';
import { PodAddresses } from './pod-addresses.ts';

describe('PodAddresses', () => {
  it('gives a new pod an address that no pod had a moment ago', () => {
    const addresses = new PodAddresses('10.244.0.0/16');
    const first = addresses.take();
    addresses.free(first);
    expect(first).toBe('10.244.0.2');
    expect(addresses.take()).toBe('10.244.0.3');
  });

  it('gives no address twice, over the borders of its subnets', () => {
    const addresses = new PodAddresses('10.244.0.0/16');
    const taken = Array.from({ length: 600 }, () => addresses.take());
    expect(new Set(taken).size).toBe(600);
    expect(taken.every((address) => /^10\.244\.[0-2]\.\d+$/.test(address))).toBe(true);
  });

  it('gives a pod that had an address the same one again, if it is free', () => {
    const addresses = new PodAddresses('10.244.0.0/16');
    expect(addresses.take('10.244.7.7')).toBe('10.244.7.7');
    expect(addresses.take('10.244.7.7')).toBe('10.244.0.2');
    expect(addresses.take('192.168.0.1')).toBe('10.244.0.3');
  });

  it('refuses a range that is not a /16', () => {
    expect(() => new PodAddresses('10.244.1.0/24')).toThrow('not a /16');
  });
});
