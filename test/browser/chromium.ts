import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** A page in a real browser. */
export interface BrowserPage {
  /** Opens an address, and waits until it is loaded. */
  open(address: string): Promise<void>;
  /** Runs an expression in the page, and returns its value; of a promise, what it comes to. */
  evaluate(expression: string): Promise<unknown>;
  /** Presses and releases a key: `ArrowDown`, `Tab`, `/`. */
  press(key: string): Promise<void>;
  type(text: string): Promise<void>;
  /** Width and height of the window, and what the person prefers. */
  look(view: View): Promise<void>;
  scripts(on: boolean): Promise<void>;
  /** The visible part, or the whole page, as PNG. */
  picture(whole?: boolean): Promise<Buffer>;
  /** Addresses that the page asked for beside itself. */
  readonly asked: readonly string[];
  /** Errors of its scripts, and what its policy refused. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

interface View {
  readonly width: number;
  readonly height?: number;
  readonly theme?: 'light' | 'dark';
}

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'chrome'];

/** Where the browser of this machine is; undefined where there is none. */
export function findChromium(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((file) =>
    existsSync(file),
  );
}

/** Starts a browser without a window, and opens one page in it. It speaks Chrome's own protocol. */
export async function openPage(program: string): Promise<BrowserPage> {
  const profile = mkdtempSync(join(tmpdir(), 'waybill-browser-'));
  const browser = spawn(
    program,
    [
      ...['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--hide-scrollbars'],
      ...['--no-first-run', '--disable-extensions', '--disable-background-networking', '--mute-audio'],
      ...[`--user-data-dir=${profile}`, '--remote-debugging-port=0', 'about:blank'],
    ],
    { stdio: ['ignore', 'ignore', 'pipe'], detached: true },
  );
  const address = await addressOf(browser.stderr);
  const socket = new WebSocket(address);
  await once(socket, 'open');
  const wire = speakOver(socket);
  const { targetInfos } = await wire.send('Target.getTargets');
  const target = targetInfos.find(({ type }: { type: string }) => type === 'page');
  const { sessionId } = await wire.send('Target.attachToTarget', {
    targetId: target.targetId,
    flatten: true,
  });
  const send = (method: string, params: object = {}) => wire.send(method, params, sessionId);
  const asked: string[] = [];
  const complaints: string[] = [];
  wire.on('Network.requestWillBeSent', ({ request }) => void asked.push(request.url));
  wire.on(
    'Runtime.exceptionThrown',
    ({ exceptionDetails: { text, exception } }) =>
      void complaints.push(`${text} ${exception?.description ?? ''}`),
  );
  wire.on('Log.entryAdded', ({ entry }) => void (entry.level === 'error' && complaints.push(entry.text)));
  for (const domain of ['Page', 'Runtime', 'Network', 'Log']) await send(`${domain}.enable`);
  return {
    asked,
    complaints,
    open: async (url) => {
      const loaded = wire.next('Page.loadEventFired');
      await send('Page.navigate', { url });
      await loaded;
    },
    evaluate: async (expression) => {
      const asking = { expression, awaitPromise: true, returnByValue: true };
      const { result, exceptionDetails } = await send('Runtime.evaluate', asking);
      if (exceptionDetails !== undefined)
        throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
      return result.value;
    },
    press: async (key) => {
      const text = key.length === 1 ? key : key === 'Enter' ? '\r' : key === ' ' ? ' ' : undefined;
      const code = { key, code: key, windowsVirtualKeyCode: CODES[key] ?? key.charCodeAt(0), text };
      await send('Input.dispatchKeyEvent', { type: text === undefined ? 'rawKeyDown' : 'keyDown', ...code });
      await send('Input.dispatchKeyEvent', { type: 'keyUp', ...code });
    },
    type: (text) => send('Input.insertText', { text }),
    look: async ({ width, height = 900, theme = 'light' }) => {
      const view = { width, height, deviceScaleFactor: 1, mobile: false };
      await send('Emulation.setDeviceMetricsOverride', view);
      const features = [{ name: 'prefers-color-scheme', value: theme }];
      await send('Emulation.setEmulatedMedia', { features });
    },
    scripts: (on) => send('Emulation.setScriptExecutionDisabled', { value: !on }),
    picture: async (whole = false) => {
      const { data } = await send('Page.captureScreenshot', { format: 'png', captureBeyondViewport: whole });
      return Buffer.from(data, 'base64');
    },
    close: async () => {
      socket.close();
      const ended = once(browser, 'close');
      if (browser.pid !== undefined) process.kill(-browser.pid, 'SIGKILL');
      await ended;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

const CODES: Readonly<Record<string, number>> = {
  ArrowDown: 40,
  ArrowUp: 38,
  Tab: 9,
  Enter: 13,
  Escape: 27,
  '/': 191,
};

/** What the protocol answers is read where it is used: a wrong shape fails the test that needs it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Answer = any;

interface Wire {
  send(method: string, params?: object, sessionId?: string): Promise<Answer>;
  on(method: string, listen: (params: Answer) => void): void;
  next(method: string): Promise<Answer>;
}

function speakOver(socket: WebSocket): Wire {
  const waiting = new Map<number, { resolve: (value: Answer) => void; reject: (error: Error) => void }>();
  const listeners: { readonly method: string; readonly listen: (params: Answer) => void }[] = [];
  let count = 0;
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data));
    const asked = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.error !== undefined) asked?.reject(new Error(message.error.message));
    else asked?.resolve(message.result);
    for (const { method, listen } of [...listeners]) if (method === message.method) listen(message.params);
  });
  const on: Wire['on'] = (method, listen) => void listeners.push({ method, listen });
  return {
    on,
    next: (method) => new Promise((resolve) => on(method, resolve)),
    send: (method, params = {}, sessionId) =>
      new Promise((resolve, reject) => {
        count += 1;
        waiting.set(count, { resolve, reject });
        socket.send(JSON.stringify({ id: count, method, params, sessionId }));
      }),
  };
}

function addressOf(output: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = '';
    output.on('data', (text: Buffer) => {
      printed += text.toString();
      const [, address] = /DevTools listening on (\S+)/.exec(printed) ?? [];
      if (address !== undefined) resolve(address);
    });
    output.on('end', () => reject(new Error(`The browser did not start: ${printed.slice(-2000)}`)));
  });
}
