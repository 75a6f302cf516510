import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import { loopbackOf } from '../running-lab.ts';
import type { ContainerSpec, HttpGetSpec, ProbeSpec } from './pod-spec.ts';

/** What one look found; `detail` says what was seen, for the message of a failure. */
export type ProbeResult = { readonly ok: true } | { readonly ok: false; readonly detail: string };

/** Looks once, as a kubelet does: 200 to 399 is healthy, certificates are not checked. Never rejects. */
export async function probeOnce(
  probe: ProbeSpec,
  container: ContainerSpec,
  podIP: string,
): Promise<ProbeResult> {
  const timeoutMs = 1000 * (probe.timeoutSeconds ?? 1);
  if (probe.httpGet) return httpGet(probe.httpGet, container, podIP, timeoutMs);
  if (probe.tcpSocket) {
    const port = portNumber(probe.tcpSocket.port, container);
    return tcpConnect(probe.tcpSocket.host || podIP, port, timeoutMs);
  }
  // A local process has no container to execute in: exec probes count as healthy.
  return { ok: true };
}

/** Sends one GET to a container; used by probes and by preStop. Never rejects. */
export function httpGet(
  get: HttpGetSpec,
  container: ContainerSpec,
  podIP: string,
  timeoutMs: number,
): Promise<ProbeResult> {
  const port = portNumber(get.port, container);
  const host = loopbackOf(get.host || podIP);
  const https = get.scheme === 'HTTPS';
  const path = get.path ?? '/';
  const headers = Object.fromEntries((get.httpHeaders ?? []).map(({ name, value }) => [name, value]));
  const options = { host, port, path, headers: { 'user-agent': 'kube-probe/scaleproof', ...headers } };
  return new Promise((resolve) => {
    const fail = (detail: string) =>
      resolve({ ok: false, detail: `GET ${get.scheme ?? 'HTTP'} ${podIP}:${port}${path}: ${detail}` });
    const send = https
      ? httpsRequest({ ...options, rejectUnauthorized: false, agent: false })
      : httpRequest({ ...options, agent: false });
    const timer = setTimeout(() => send.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
    send.on('error', (error) => fail(error.message.replace(host, get.host || podIP)));
    send.on('close', () => clearTimeout(timer));
    send.on('response', (response) => {
      response.resume();
      const status = response.statusCode ?? 0;
      if (status >= 200 && status < 400) resolve({ ok: true });
      else fail(`HTTP probe failed with statuscode: ${status}`);
    });
    send.end();
  });
}

function tcpConnect(address: string, port: number, timeoutMs: number): Promise<ProbeResult> {
  const host = loopbackOf(address);
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: timeoutMs });
    const end = (result: ProbeResult) => {
      socket.destroy();
      resolve(result);
    };
    socket.once('connect', () => end({ ok: true }));
    socket.once('timeout', () => end({ ok: false, detail: `no connection within ${timeoutMs} ms` }));
    // Say the address that people see in the cluster, not the one it is served on.
    socket.once('error', (error) => end({ ok: false, detail: error.message.replace(host, address) }));
  });
}

function portNumber(port: number | string, container: ContainerSpec): number {
  if (typeof port === 'number') return port;
  const named = (container.ports ?? []).find(({ name }) => name === port);
  return named?.containerPort ?? Number(port);
}
