import { ScaleproofError } from '../errors/scaleproof-error.ts';
import { readCredentials } from '../kube/credentials.ts';
import type { Identity } from '../prometheus/server.ts';
import type { PrometheusSpec } from '../scenario/schema.ts';
import { readNamedFile, readSecretFile, readSecretVariable, type SecretPlaces } from './secret-place.ts';

type Auth = NonNullable<PrometheusSpec['auth']>;

/** What is shown to Prometheus, looked at once so that a place without a secret is told before anything starts. */
export async function identityOf(auth: Auth, places: SecretPlaces): Promise<Identity> {
  const identity = auth.basic ? password(auth.basic, places) : await bearer(auth.bearer ?? {}, places);
  await identity.authorization();
  return identity;
}

function password(
  { username, passwordFile, passwordEnv }: NonNullable<Auth['basic']>,
  places: SecretPlaces,
): Identity {
  const place = passwordFile ?? `variable ${passwordEnv}`;
  return {
    from: `the password of ${username} in ${place}`,
    renew: `check user name and password: basic_auth_users of Prometheus must have ${username} with the hash of what ${place} holds`,
    authorization: async () => {
      const secret =
        passwordFile === undefined
          ? readSecretVariable(places, 'password of Prometheus', passwordEnv ?? '')
          : await readPassword(places, passwordFile);
      return `Basic ${Buffer.from(`${username}:${secret}`).toString('base64')}`;
    },
  };
}

/** A password may have blanks; only the line end of an editor is taken off. */
async function readPassword(places: SecretPlaces, path: string): Promise<string> {
  const text = (await readNamedFile(places, 'password file of Prometheus', path)).replace(/\r?\n$/, '');
  if (text !== '') return text;
  throw new ScaleproofError('usage', `password file of Prometheus ${path} is empty`);
}

async function bearer(
  { file, env, kubeconfigContext }: NonNullable<Auth['bearer']>,
  places: SecretPlaces,
): Promise<Identity> {
  if (kubeconfigContext !== undefined) return tokenOfContext(kubeconfigContext, places);
  const place = file ?? `variable ${env}`;
  return {
    from: `the token in ${place}`,
    renew: `put a token that has not expired and that Prometheus accepts into ${place}`,
    authorization: async () => {
      // Read each time: whoever renews a token writes a file anew.
      const token =
        file === undefined
          ? readSecretVariable(places, 'token of Prometheus', env ?? '')
          : await readSecretFile(places, 'token file of Prometheus', file);
      return `Bearer ${token}`;
    },
  };
}

async function tokenOfContext(context: string, { kubeconfig }: SecretPlaces): Promise<Identity> {
  const credentials = await readCredentials({ kubeconfigPath: kubeconfig, context });
  return {
    from: `the token of context ${context} in ${kubeconfig}`,
    renew: `log in again, so that context ${context} has a token which is still good`,
    authorization: async () => {
      const { Authorization: authorization = '' } = await credentials.headers();
      if (authorization.startsWith('Bearer ')) return authorization;
      throw new ScaleproofError('usage', `context ${context} of ${kubeconfig} has no token for Prometheus`, {
        hint: 'Its user has a client certificate or a password; name a file or a variable with a token instead.',
      });
    },
  };
}
