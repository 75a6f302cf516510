/** Port of the service where SERVER_IP names none. */
const DEFAULT_PORT = 5000;

/** Root of the service from SERVER_IP, as the walk-through gives it: an address, a name, either with a port, or a whole URL. */
export function serverUrl(serverIp: string): string {
  const given = serverIp.trim().replace(/\/+$/, '');
  if (/^https?:\/\//.test(given)) return given;
  return /:\d+$/.test(given) ? `http://${given}` : `http://${given}:${DEFAULT_PORT}`;
}
