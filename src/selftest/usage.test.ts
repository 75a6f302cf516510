import { afterAll, expect, it } from 'vitest';
import { openProgram } from './program.fixture.ts';

const program = openProgram();
afterAll(() => program.dispose());

it.concurrent.each([
  [[], 'Say which command to run'],
  [['rum'], 'Did you mean run?'],
  [['run'], 'Not enough'],
  [['run', 'x.yaml', '--colour'], 'Unknown argument: colour'],
  [['run', 'x.yaml', '--target', 'moon'], 'Choices: "lab", "cluster"'],
  [['run', 'no-such.yaml'], 'no-such.yaml cannot be read'],
  [['verify', 'no-such-run'], 'no record at no-such-run'],
])('the arguments %j end with the usage code and say "%s"', async (args, text) => {
  const { exitCode, stderr } = await program.run(args);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(text);
  expect(stderr).toContain('Hint: ');
  expect(stderr).not.toContain('    at ');
});
