import { spawn } from 'node:child_process';
import { root } from './paths.mjs';

/** Runs a step to its end. Its output is shown only if it fails, unless `live` is set. */
export async function runStep(title, args, { cwd = root, env, live = false } = {}) {
  const startedAt = Date.now();
  console.log(`${title} …`);
  const output = await run(process.execPath, args, { cwd, env, live });
  if (output.code !== 0) {
    console.error(output.text);
    throw new Error(`“${title}” failed.`);
  }
  console.log(`  done in ${Math.round((Date.now() - startedAt) / 1000)} s`);
}

function run(command, args, { cwd, env, live }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: live ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    const collect = (chunk) => (text += chunk);
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, text }));
  });
}
