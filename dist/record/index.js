require('../index.js').record();
