import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { systemFiles } from './files.ts';

const folder = mkdtempSync(join(tmpdir(), 'scaleproof-files-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('what cannot be written leaves nothing behind', async () => {
  const inTheWay = join(folder, 'a-folder');
  mkdirSync(inTheWay);
  await expect(systemFiles.writeText(inTheWay, 'text')).rejects.toThrow('EISDIR');
  expect(readdirSync(folder)).toEqual(['a-folder']);
});

test('a link is written through, as /dev/stdout is one', async () => {
  const link = join(folder, 'link');
  symlinkSync('linked', link);
  await systemFiles.writeText(link, 'text');
  expect(readlinkSync(link)).toBe('linked');
  expect(readFileSync(join(folder, 'linked'), 'utf8')).toBe('text');
});

test('a pipe gets what is written to it, and stays a pipe', async () => {
  const pipe = join(folder, 'pipe');
  execFileSync('sh', ['-c', 'mkfifo "$0"', pipe]);
  const [text] = await Promise.all([systemFiles.readText(pipe), systemFiles.writeText(pipe, 'text')]);
  expect(text).toBe('text');
});

test('folders are made with those above them, by two at once too', async () => {
  const deep = join(folder, 'x/y/z');
  await Promise.all([systemFiles.makeFolder(deep), systemFiles.makeFolder(deep)]);
  expect(await systemFiles.list(join(folder, 'x/y'))).toEqual(['z']);
});

test('a folder that cannot exist is an error, and no endless attempt', async () => {
  await expect(systemFiles.makeFolder('/proc/no-such/folder')).rejects.toThrow('ENOENT');
});

test('whether a place may be written is told by the nearest that exists', async () => {
  await systemFiles.checkWritable(join(folder, 'not/there/yet'));
  await expect(systemFiles.checkWritable(join(import.meta.filename, 'below-a-file'))).rejects.toThrow(
    'ENOTDIR',
  );
});

test('a text that PowerShell has redirected is read as one of UTF-8 is', async () => {
  const path = join(folder, 'utf-16.txt');
  const utf16 = Buffer.from('\uFEFFName:  serving \u2713\n', 'utf16le');
  for (const bytes of [utf16, Buffer.from(utf16).swap16()]) {
    writeFileSync(path, bytes);
    expect(await systemFiles.readText(path)).toBe('Name:  serving \u2713\n');
  }
});
