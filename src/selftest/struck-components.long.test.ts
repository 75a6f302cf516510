import { afterAll, it } from 'vitest';
import { endsAsItMust, STRUCK_COMPONENTS } from './ends-as-it-must.fixture.ts';
import { openProgram } from './program.fixture.ts';

const program = openProgram();

afterAll(() => program.dispose());

it.each(STRUCK_COMPONENTS)('%s ends as it must, names what broke, and reads the same again', (name) =>
  endsAsItMust(program, `fixtures/scenarios/${name}.yaml`),
);
