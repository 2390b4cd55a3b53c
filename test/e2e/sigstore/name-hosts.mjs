// Loaded before a bundle: leads the hosts in WAYBILL_TEST_HOSTS (`name=port`, with commas) to this machine. The
// certificate is still checked against the name, so it has to be one that NODE_EXTRA_CA_CERTS vouches for.
import https from 'node:https';

const ports = new Map((process.env['WAYBILL_TEST_HOSTS'] ?? '').split(',').map((entry) => entry.split('=')));
const { createConnection } = https.Agent.prototype;
https.Agent.prototype.createConnection = function (options, ...rest) {
  const port = ports.get(options.host);
  if (port === undefined) return createConnection.call(this, options, ...rest);
  const there = { ...options, host: '127.0.0.1', port: Number(port), servername: options.host };
  return createConnection.call(this, there, ...rest);
};
