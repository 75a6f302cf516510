import http, { type RefinedResponse, type ResponseType } from 'k6/http';
import type { SheetRequest } from '../play-list.ts';

/** Sends one request to a service of the user's own, as its description says. */
export async function sendDescribed(
  { method, target, headers }: SheetRequest,
  service: { readonly baseUrl: string; readonly timeoutMs: number },
  body: ArrayBuffer,
  ownHeaders: Readonly<Record<string, string>>,
): Promise<RefinedResponse<ResponseType>> {
  return await http.asyncRequest(method, `${service.baseUrl}${target}`, body, {
    headers: { ...headers, ...ownHeaders },
    tags: { name: target },
    timeout: service.timeoutMs,
    responseType: 'binary',
  });
}
