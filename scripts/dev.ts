// `npm run dev`: the server, restarted when its sources change, and Vite, which serves the web client with hot reload and
// passes everything else on to the server. Work at Vite's address. Ends both when either ends.
import { spawn, type ChildProcess } from 'node:child_process';

const PORT = process.env['PORT'] ?? '3000';
const WEB_PORT = process.env['WEB_PORT'] ?? '5173';
const webUrl = `http://localhost:${WEB_PORT}`;
// The browser's origin is Vite's: the server must accept it, and put it into the links it hands out.
const env = {
  ALLOWED_ORIGINS: webUrl,
  PUBLIC_URL: webUrl,
  ...process.env,
  PORT,
  DEV_SERVER_URL: `http://127.0.0.1:${PORT}`,
};

const children: ChildProcess[] = [];

function start(command: string): void {
  const [file = '', ...args] = command.split(' ');
  const child = spawn(file, args, { stdio: 'inherit', env });
  child.once('error', (error) => console.error(`${command}: ${error.message}`));
  child.once('close', (code) => stop(code ?? 1));
  children.push(child);
}

function stop(code: number): void {
  process.exitCode ??= code;
  for (const child of children) child.kill();
}

start('node --watch-path=server --watch-preserve-output --import ./scripts/quiet-watch.ts server/main.ts');
start(`vite --strictPort --port ${WEB_PORT}`);
process.on('SIGINT', () => stop(0));
process.on('SIGTERM', () => stop(0));
