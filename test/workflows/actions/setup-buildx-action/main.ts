import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync } from 'node:fs';

const name = `builder-${randomBytes(6).toString('hex')}`;
const host = process.env['WAYBILL_TEST_BUILDKIT'] ?? '';
execFileSync('docker', ['buildx', 'create', '--name', name, '--driver', 'remote', '--use', host], {
  stdio: 'inherit',
});
appendFileSync(process.env['GITHUB_OUTPUT'] ?? '', `name=${name}\n`);
appendFileSync(process.env['GITHUB_STATE'] ?? '', `name=${name}\n`);
