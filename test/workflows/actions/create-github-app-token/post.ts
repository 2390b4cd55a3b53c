// The token ends with its job.
const answer = await fetch(`${process.env['INPUT_GITHUB-API-URL'] ?? ''}/installation/token`, {
  method: 'DELETE',
  headers: { authorization: `Bearer ${process.env['STATE_token'] ?? ''}` },
});
if (answer.status !== 204) throw new Error(`The token was not given back: ${answer.status}`);

export {};
