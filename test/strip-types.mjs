import { createHash } from 'node:crypto';
import { stripTypeScriptTypes } from 'node:module';

// Node runs the same sources by erasing types in place, so the tests do too: one meaning of a file, and line and
// column of a failure are those of the source without a source map.
export default {
  process(source) {
    return { code: stripTypeScriptTypes(source, { mode: 'strip' }) };
  },
  getCacheKey(source, path) {
    return createHash('sha256')
      .update(process.version)
      .update(path)
      .update('\0')
      .update(source)
      .digest('hex');
  },
};
