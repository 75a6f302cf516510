import { Agent, type Dispatcher, ProxyAgent, request } from 'undici';

/** Reads pages by HTTP, through a forward proxy where there is one; never follows a redirect. */
export interface PageReader {
  /** The text of a page; throws for a status but 200 and when the whole answer does not come in time. */
  read(url: string, options: { readonly timeoutMs: number; readonly signal: AbortSignal }): Promise<string>;
  close(): Promise<void>;
}

/** Opens a reader; `close` ends its idle connections. */
export function openPageReader(proxyUrl?: string): PageReader {
  const dispatcher: Dispatcher = proxyUrl === undefined ? new Agent() : new ProxyAgent(proxyUrl);
  return {
    read: async (url, { timeoutMs, signal }) => {
      const timeout = AbortSignal.timeout(timeoutMs);
      try {
        const answer = await request(url, { dispatcher, signal: AbortSignal.any([signal, timeout]) });
        const text = await answer.body.text();
        if (answer.statusCode === 200) return text;
        throw new Error(`GET ${url} answered ${answer.statusCode}: ${text.slice(0, 200)}`);
      } catch (error) {
        if (timeout.aborted)
          throw new Error(`GET ${url} got no whole answer within ${timeoutMs} ms`, { cause: error });
        throw error;
      }
    },
    close: () => dispatcher.destroy(),
  };
}
