const BASE = 0x400000;
const HEADERS = 64 + 56;
/** ELF machine numbers; the last belongs to no processor, so that no emulator on this machine can run it. */
const MACHINES = { x64: 62, arm64: 183, nobody: 0x7fff } as const;

/**
 * A Linux program of some hundred bytes that ends with `exitCode`, for images without a shell: an ELF header,
 * one segment, and the system call. `nobody` is for a processor that does not exist.
 */
export function aProgram(exitCode: number, machine: keyof typeof MACHINES = hostMachine()): Buffer {
  const code = machine === 'arm64' ? exitOnArm64(exitCode) : exitOnX64(exitCode);
  const file = Buffer.alloc(HEADERS + code.length);
  file.write('\x7fELF\x02\x01\x01', 0, 'latin1');
  file.writeUInt16LE(2, 16); // an executable
  file.writeUInt16LE(MACHINES[machine], 18);
  file.writeUInt32LE(1, 20);
  file.writeBigUInt64LE(BigInt(BASE + HEADERS), 24); // starts after the headers
  file.writeBigUInt64LE(64n, 32); // where the segment is described
  file.writeUInt16LE(64, 52);
  file.writeUInt16LE(56, 54);
  file.writeUInt16LE(1, 56);
  file.writeUInt32LE(1, 64); // load
  file.writeUInt32LE(5, 68); // read, execute
  file.writeBigUInt64LE(BigInt(BASE), 80);
  file.writeBigUInt64LE(BigInt(BASE), 88);
  file.writeBigUInt64LE(BigInt(file.length), 96);
  file.writeBigUInt64LE(BigInt(file.length), 104);
  file.writeBigUInt64LE(0x1000n, 112);
  code.copy(file, HEADERS);
  return file;
}

function hostMachine(): 'x64' | 'arm64' {
  return process.arch === 'arm64' ? 'arm64' : 'x64';
}

/** mov edi, code; mov eax, 60; syscall */
function exitOnX64(exitCode: number): Buffer {
  return Buffer.from([0xbf, exitCode, 0, 0, 0, 0xb8, 60, 0, 0, 0, 0x0f, 0x05]);
}

/** movz w0, code; movz w8, 93; svc 0 */
function exitOnArm64(exitCode: number): Buffer {
  const code = Buffer.alloc(12);
  code.writeUInt32LE(0x52800000 + exitCode * 32, 0);
  code.writeUInt32LE(0x52800000 + 93 * 32 + 8, 4);
  code.writeUInt32LE(0xd4000001, 8);
  return code;
}
