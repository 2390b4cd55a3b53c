require('../index.js').status();
