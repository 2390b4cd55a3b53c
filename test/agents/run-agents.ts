import { spawn } from 'node:child_process';

/**
 * Runs a part of an agent: gives it JSON, and returns the JSON that it prints. Throws what it complains of.
 */
export function runAgents(program: string, part: 'argo' | 'flux', given: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [part], {
      env: { PATH: process.env['PATH'] ?? '' },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(stdout));
      else reject(new Error(stderr));
    });
    child.stdin.end(JSON.stringify(given));
  });
}
