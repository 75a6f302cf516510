/**
 * Replaces `$(NAME)` by the variable's value, as a kubelet does in args, command and env: `$$(NAME)` stays as
 * `$(NAME)`, and a name that is not known stays as it is written.
 */
export function expandVariables(text: string, env: Readonly<Record<string, string>>): string {
  return text.replace(/\$(\$|\(([^)]*)\))/g, (whole, rest: string, name: string | undefined) => {
    if (rest === '$') return '$';
    return (name === undefined ? undefined : env[name]) ?? whole;
  });
}
