#!/usr/bin/env node
const fs = require('node:fs');
const path = require('node:path');
const v8 = require('node:v8');
const { enableCompileCache } = require('node:module');
function cacheFolder() {
    const { LOCALAPPDATA, XDG_CACHE_HOME, HOME } = process.env;
    const parent = XDG_CACHE_HOME || LOCALAPPDATA || HOME && path.join(HOME, '.cache');
    if (!parent || !path.isAbsolute(parent)) return undefined;
    const folder = path.join(parent, 'waybill');
    try {
        fs.mkdirSync(folder, {
            recursive: true,
            mode: 0o700
        });
        return isPrivate(fs.lstatSync(folder)) ? folder : undefined;
    } catch  {
        return undefined;
    }
}
function isPrivate(stats) {
    if (!stats.isDirectory()) return false;
    return process.getuid === undefined || stats.uid === process.getuid() && (stats.mode & 0o077) === 0;
}
function leave() {
    const isWritten = ({ writableLength, errored })=>writableLength === 0 && errored === null;
    if (isWritten(process.stdout) && isWritten(process.stderr)) process.exit();
}
v8.setFlagsFromString('--semi-space-growth-factor=1');
const folder = enableCompileCache === undefined ? undefined : cacheFolder();
if (folder !== undefined) enableCompileCache?.(folder);
const { cli } = require('../index.js');
void cli().then(leave);
