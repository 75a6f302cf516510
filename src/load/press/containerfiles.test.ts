import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const ROOT = new URL('../../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, ROOT), 'utf8');

describe.each(['serving', 'press'])('the Containerfile of the %s', (name) => {
  const text = read(`docs/images/${name}/Containerfile`);

  it('starts a program that is there, on the major version of Node that is pinned, and not as root', () => {
    const [, program] = /^ENTRYPOINT .*"(src\/[^"]+)"\]$/m.exec(text)!;
    expect(existsSync(new URL(program!, ROOT))).toBe(true);
    const { devDependencies } = JSON.parse(read('package.json'));
    expect(text).toContain(`FROM docker.io/library/node:${devDependencies.node.split('.')[0]}-`);
    expect(text).toMatch(/^USER 65534:65534$/m);
  });

  it('copies only what the repository has', () => {
    const copied = [...text.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, files]) =>
      files!.split(' '),
    );
    expect(copied.length).toBeGreaterThan(3);
    for (const file of copied) expect(existsSync(new URL(file, ROOT)), file).toBe(true);
  });
});

it('the image of the serving takes the model that the lab takes', () => {
  const pinned = read('src/lab/toolchain/model.ts');
  const [, wheel, sha256] = /wheel: '([^']+)'[\s\S]*sha256: '([0-9a-f]{64})'/.exec(pinned)!;
  expect(read('docs/images/serving/Containerfile')).toContain(wheel);
  expect(read('docs/images/serving/Containerfile')).toContain(sha256);
});
