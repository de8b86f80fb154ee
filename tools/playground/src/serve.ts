// The playground as a static host serves it, from a sub-path and with nothing but files. Built from the sources, for tests.
import { spawnSync } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';

/** A built playground that is served. */
export interface Served {
  readonly address: string;
  /** Bytes that went over the wire, compressed, since it was served or last asked. */
  readonly takeBytes: () => number;
  readonly close: () => Promise<void>;
}

const root = join(import.meta.dirname, '..', '..', '..');
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
};

/** Builds it into a folder of its own and serves that below `/some/path/`, compressed as hosts do. */
export async function servePlayground(): Promise<Served> {
  const folder = mkdtempSync(join(tmpdir(), 'trammel-playground-'));
  // As anybody builds it, and not as a part of the tests, which have an environment of their own.
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const options = ['--outDir', folder, '--emptyOutDir', '--logLevel', 'error'];
  const environment = { ...process.env, NODE_ENV: undefined };
  const built = spawnSync(process.execPath, [vite, 'build', join(root, 'apps', 'web'), ...options], { env: environment, encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`the playground cannot be built:\n${built.stderr}`);
  const counting = { bytes: 0 };
  const files = new Map<string, Buffer>();
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://a').pathname)).replace(/^\/some\/path\/?/, '/');
    const file = join(folder, path === '/' ? 'index.html' : path);
    if (!file.startsWith(folder) || !existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    const body = files.get(file) ?? gzipSync(readFileSync(file));
    files.set(file, body);
    counting.bytes += body.length;
    // Files whose names have a hash of what is in them never change.
    const keeping = path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
    response.writeHead(200, {
      'content-type': types[extname(file)] ?? 'application/octet-stream',
      'content-encoding': 'gzip',
      'cache-control': keeping,
    });
    response.end(body);
  });
  const port = await listening(server);
  return {
    address: `http://localhost:${port}/some/path/`,
    takeBytes: () => {
      const { bytes } = counting;
      counting.bytes = 0;
      return bytes;
    },
    close: async () => {
      await new Promise((resolve) => {
        server.closeAllConnections();
        server.close(resolve);
      });
      rmSync(folder, { recursive: true });
    },
  };
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}
