#!/usr/bin/env node
"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
const builtin = process.getBuiltinModule ?? require;
const fs = builtin('node:fs');
const path = builtin('node:path');
const vm = builtin('node:vm');
const zlib = builtin('node:zlib');
async function start() {
    const filename = path.join(__dirname, '..', 'index.js');
    const code = fs.readFileSync(filename, 'latin1');
    const title = code.slice(0, code.indexOf('\n'));
    const file = fileOfCompiled();
    const compiled = file === undefined ? undefined : readCompiled(file, title);
    const script = new vm.Script(`(function (exports, require, module, __filename, __dirname) {${code}\n})`, {
        filename,
        ...(compiled === undefined ? {} : { cachedData: compiled.data }),
    });
    const module = { exports: {} };
    script.runInThisContext()(module.exports, require, module, filename, path.dirname(filename));
    await module.exports.cli?.();
    const extent = extentOfRun();
    const isKnown = compiled !== undefined && script.cachedDataRejected !== true;
    const isMore = extent === 'editor' && compiled?.extent === 'start';
    if (file !== undefined && (!isKnown || isMore))
        keepCompiled(file, title, { extent, data: script.createCachedData() });
    leave();
}
function leave() {
    const isDone = ({ writableLength, errored }) => writableLength === 0 && errored === null;
    if (isDone(process.stdout) && isDone(process.stderr))
        process.exit();
}
function extentOfRun() {
    return ['set', 'plan'].includes(process.argv[2] ?? '') && process.exitCode === 0 ? 'editor' : 'start';
}
function fileOfCompiled() {
    const { LOCALAPPDATA, XDG_CACHE_HOME, HOME } = process.env;
    const folder = XDG_CACHE_HOME || LOCALAPPDATA || (HOME && path.join(HOME, '.cache'));
    if (!folder || !path.isAbsolute(folder) || zlib.crc32 === undefined)
        return undefined;
    return path.join(folder, 'waybill', `compiled-${process.version}-${process.arch}`);
}
function readCompiled(file, title) {
    try {
        if (process.getuid !== undefined && fs.statSync(file).uid !== process.getuid())
            return undefined;
        const content = fs.readFileSync(file);
        const headEnd = content.indexOf('\n') + 1;
        const data = content.subarray(headEnd);
        const found = content.toString('latin1', 0, headEnd);
        const extents = ['editor', 'start'];
        const extent = extents.find((one) => found === head(title, { extent: one, data }));
        return extent === undefined ? undefined : { extent, data };
    }
    catch {
        return undefined;
    }
}
function keepCompiled(file, title, compiled) {
    try {
        fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    }
    catch {
        return;
    }
    const partial = `${file}.${process.pid}`;
    try {
        const content = Buffer.concat([Buffer.from(head(title, compiled), 'latin1'), compiled.data]);
        fs.writeFileSync(partial, content, { mode: 0o600, flag: 'wx' });
        fs.renameSync(partial, file);
    }
    catch {
        fs.rmSync(partial, { force: true });
    }
}
function head(title, { extent, data }) {
    return `${title} ${extent} ${zlib.crc32(data).toString(16)}\n`;
}
void start();
