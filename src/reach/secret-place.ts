import { isAbsolute, join } from 'node:path';
import { errorText, ScaleproofError } from '../errors/scaleproof-error.ts';
import type { Files } from '../host/host.ts';

/** Where secrets and certificates are looked for. */
export interface SecretPlaces {
  readonly files: Pick<Files, 'readText'>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Relative paths of a scenario start here. */
  readonly baseFolder: string;
  /** Whose contexts `kubeconfigContext` names. */
  readonly kubeconfig: string;
}

/** Reads a secret of one line; its text is in no error. */
export async function readSecretFile(
  { files, baseFolder }: Pick<SecretPlaces, 'files' | 'baseFolder'>,
  what: string,
  path: string,
): Promise<string> {
  const text = (await readNamedFile({ files, baseFolder }, what, path)).trim();
  if (text === '' || /\s/.test(text)) {
    const seen = text === '' ? 'is empty' : 'has more than one word';
    throw new ScaleproofError('usage', `${what} ${path} ${seen}`, {
      hint: `The file must hold nothing but the secret.`,
    });
  }
  return text;
}

/** Reads a file that the user named for something; one that cannot be read is a usage error. */
export async function readNamedFile(
  { files, baseFolder }: Pick<SecretPlaces, 'files' | 'baseFolder'>,
  what: string,
  path: string,
): Promise<string> {
  try {
    return await files.readText(isAbsolute(path) ? path : join(baseFolder, path));
  } catch (error) {
    throw new ScaleproofError('usage', `${what} ${path} cannot be read: ${errorText(error)}`, {
      hint: `Relative paths start at the scenario's folder, here ${baseFolder}.`,
      cause: error,
    });
  }
}

/** Reads a secret from an environment variable. */
export function readSecretVariable({ env }: Pick<SecretPlaces, 'env'>, what: string, name: string): string {
  const value = env[name]?.trim();
  if (value !== undefined && value !== '') return value;
  const seen = value === undefined ? 'is not set' : 'is empty';
  throw new ScaleproofError('usage', `${what}: environment variable ${name} ${seen}`, {
    hint: `Set it where scaleproof is started, for example ${name}="$(...)" scaleproof run ...`,
  });
}
