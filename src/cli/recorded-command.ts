/** Options whose value is nobody's business but the user's. */
const SECRET = /^--[\w-]*(token|password|secret|credential|key)$/i;

/** The command line as a record may keep it: values of secret options and user names in addresses are masked. */
export function recordedCommand(argv: readonly string[]): readonly string[] {
  const masked = argv.map((word, index) => {
    const [option = '', ...value] = word.split('=');
    if (value.length > 0 && SECRET.test(option)) return `${option}=***`;
    const before = argv[index - 1];
    return before !== undefined && SECRET.test(before) ? '***' : withoutUser(word);
  });
  return ['scaleproof', ...masked];
}

function withoutUser(word: string): string {
  return word.replace(/(\w+:\/\/)[^/@\s]*@/g, '$1***@');
}
