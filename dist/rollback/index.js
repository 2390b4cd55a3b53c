import { rollback } from '../index.js';
await rollback();
