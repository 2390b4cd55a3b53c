require('../index.js').observe();
